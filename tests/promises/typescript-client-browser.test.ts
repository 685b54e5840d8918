import assert from "node:assert/strict";
import { after, type TestContext, test } from "node:test";
import type { Browser } from "playwright-core";
import { openBrowser, openWindow } from "../doubles/browser.ts";
import { openClientPage } from "../doubles/client-page.ts";
import { openCuttingProxy } from "../doubles/cutting-proxy.ts";
import { costOf, dollars } from "../doubles/dollars.ts";
import { requireChromium } from "../doubles/environment.ts";
import { at, numberAt } from "../doubles/json.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answerUntil, type Step, words } from "../doubles/upstream-script.ts";

const site = await openClientPage();
after(() => site.close());
const stranger = await openClientPage();
after(() => stranger.close());
const stage = await openStage({ gateway: { cors_origins: [site.origin] } });
let browser: Promise<Browser> | null = null;
after(async () => (await browser)?.close());

/** A window on a site's page; null where there is no browser. */
async function openPage(context: TestContext, origin: string) {
  const chromium = requireChromium(context);
  if (chromium === null) return null;
  browser ??= openBrowser(chromium);
  const window = await openWindow(await browser, { baseURL: origin });
  context.after(() => window.context.close());
  await window.page.goto("/");
  return window;
}

/** A program for the page: `client` is there, and its last expression is the answer. */
function program(settings: { readonly secret: string; readonly url: string }, body: string) {
  const options = JSON.stringify({ apiKey: settings.secret, baseUrl: settings.url });
  return `(async () => {
    const client = new farebox.Farebox(${options});
    try { ${body} } finally { await client.close(); }
  })()`;
}

test("a page streams with the running cost, and stops its own stream", async (context) => {
  const window = await openPage(context, site.origin);
  if (window === null) return;
  const { secret, accountId } = await stage.enter({ balance: "1.00" });
  stage.upstream.script("watched", answerUntil("never-watched", words(30)));
  const url = stage.gateway.url();
  const answer: unknown = await window.page.evaluate(
    program(
      { secret, url },
      `const stream = await client.stream(${JSON.stringify(ask("watched"))});
       let text = "", running = null, bill = null;
       for await (const piece of stream.text()) {
         text += piece;
         if (text !== ${JSON.stringify(words(30).join(""))}) continue;
         running = await stream.measure();
         bill = await stream.stop();
       }
       return { text, running, bill };`,
    ),
  );
  assert.equal(at(answer, "text"), words(30).join(""));
  assert.equal(at(answer, "running.amount"), "0.0018");
  assert.equal(at(answer, "bill.status"), "cancelled");
  assert.equal(at(answer, "bill.cost"), "0.0018");
  const { posted } = await stage.operator.balance(accountId);
  assert.equal(dollars("1.00") - posted, costOf(30, 60n));
});

test("a page's stream that is cut comes back, whole and charged once", async (context) => {
  const window = await openPage(context, site.origin);
  if (window === null) return;
  const { secret, accountId } = await stage.enter({ balance: "1.00" });
  const steps = words(300).flatMap((word): Step[] => [{ text: word }, { waitMs: 1 }]);
  const ending = [{ finish: "stop" }, { done: true }] as const;
  stage.upstream.script("cut", { steps: [...steps, ...ending] });
  let left = 8;
  const proxy = await openCuttingProxy(stage.gateway.url(), () => {
    left -= 1;
    return left < 0 ? null : 2_500;
  });
  context.after(() => proxy.close());
  const answer: unknown = await window.page.evaluate(
    program(
      { secret, url: proxy.url },
      `const stream = await client.stream(${JSON.stringify(ask("cut"))});
       let text = "";
       for await (const piece of stream.text()) text += piece;
       return { text, resumed: stream.resumed, cost: stream.bill.cost };`,
    ),
  );
  assert.equal(at(answer, "text"), words(300).join(""));
  assert(numberAt(answer, "resumed") > 0, "it was cut, and came back");
  assert.equal(at(answer, "cost"), "0.018");
  assert.equal(proxy.cuts(), 8);
  const { posted, held } = await stage.operator.balance(accountId);
  assert.deepEqual([dollars("1.00") - posted, held], [costOf(300, 60n), 0n]);
  assert.equal(stage.upstream.calls("cut").length, 1);
});

test("a page that the gateway doesn't allow is told so by a typed error", async (context) => {
  const window = await openPage(context, stranger.origin);
  if (window === null) return;
  const { secret } = await stage.enter();
  const answer: unknown = await window.page.evaluate(
    program(
      { secret, url: stage.gateway.url() },
      "return await client.balance().catch(({ name, message }) => ({ name, message }));",
    ),
  );
  assert.equal(at(answer, "name"), "ConnectionError");
});
