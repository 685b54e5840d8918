import assert from "node:assert/strict";
import { after, type TestContext, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { findBarriers, openBrowser, openWindow, overflowOf } from "../doubles/browser.ts";
import { requireChromium } from "../doubles/environment.ts";
import { startGateway } from "../doubles/gateway.ts";

const gateway = await startGateway();
let browser: Browser | null = null;
after(async () => {
  await browser?.close();
  await gateway.close();
});

const paths = ["/docs", "/docs/guides/pictures", "/docs/reference/money", "/docs/reference"];
/** Ten times as long as the next one: a minute of looking for barriers. */
const longest = "/docs/reference";

/** A window on the page; null where there is no browser. Its complaints fail the test. */
async function visit(
  context: TestContext,
  path: string,
  options: BrowserContextOptions = {},
): Promise<Page | null> {
  const chromium = requireChromium(context);
  if (chromium === null) return null;
  browser ??= await openBrowser(chromium);
  const window = await openWindow(browser, options);
  context.after(async () => {
    assert.deepEqual(window.complaints(), []);
    const foreign = window.addresses().filter((one) => !one.startsWith(gateway.url()));
    assert.deepEqual(foreign, [], "nothing is asked of anybody else");
    await window.context.close();
  });
  await window.page.goto(gateway.url() + path);
  return window.page;
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 360]) {
    test(`no barriers, nothing cut: ${colorScheme}, ${width} px`, async (context) => {
      const page = await visit(context, "/docs", { colorScheme, viewport: { width, height: 800 } });
      if (page === null) return;
      for (const path of paths) {
        await page.goto(gateway.url() + path);
        assert.equal(await overflowOf(page), 0, `${path} scrolls sideways`);
        if (path !== longest) assert.deepEqual(await findBarriers(page), [], path);
      }
    });
  }
}

test("the language that was chosen once is chosen on every page", async (context) => {
  const page = await visit(context, "/docs/guides/pictures");
  if (page === null) return;
  const file = page.locator(".file:visible");
  assert.deepEqual(await file.allTextContents(), [
    "examples/pictures.sh",
    "examples/picture-address.sh",
  ]);
  await page.getByRole("tab", { name: "Python" }).last().click();
  const chosen = ["examples/pictures.py", "examples/picture_address.py"];
  assert.deepEqual(await file.allTextContents(), chosen);
  await page.keyboard.press("ArrowRight");
  assert.match((await file.allTextContents()).join(), /pictures\.mjs/);
  await page.goto(`${gateway.url()}/docs/guides/errors`);
  assert.deepEqual(await page.locator(".tabs .file:visible").allTextContents(), [
    "examples/errors.mjs",
  ]);
});

test("a search finds sections and endpoints, by keys alone", async (context) => {
  const page = await visit(context, "/docs/reference/money");
  if (page === null) return;
  await page.keyboard.press("/");
  await page.keyboard.type("idempotancy key");
  await page.locator("#found a").first().waitFor();
  const found = await page.locator("#found a").allTextContents();
  assert(
    found.some((one) => one.includes("Trying again")),
    found.join("\n"),
  );
  await page.locator("input").fill("cancel");
  await page.getByText("POST /v1/chat/completions/{id}/cancel").first().waitFor();
  await page.locator("input").fill("carry worked through");
  await page.locator("#found strong", { hasText: "Worked through" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/docs/guides/prices-and-statements#worked-through");
  assert.equal(await page.locator("#found").isVisible(), false);
});

test("what is not there is said, and Escape leaves", async (context) => {
  const page = await visit(context, "/docs");
  if (page === null) return;
  await page.locator("input").fill("qqqqxxxx");
  await page.getByText("Nothing about “qqqqxxxx”.").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#found").isVisible(), false);
});

test("without script only search and tabs are missing", async (context) => {
  const page = await visit(context, "/docs/guides/pictures", { javaScriptEnabled: false });
  if (page === null) return;
  assert.equal(await page.locator("search").isVisible(), false);
  assert.equal(await page.locator(".file:visible").count(), 6);
  const titles = await page.locator("figcaption .language:visible").allTextContents();
  assert.deepEqual(titles.slice(0, 3), ["cURL", "Python", "Node.js"]);
  await page.getByRole("link", { name: "Streaming", exact: true }).first().click();
  assert.match(page.url(), /\/docs\/guides\/streaming$/);
});
