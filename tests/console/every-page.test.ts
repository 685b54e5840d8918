import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Page } from "playwright-core";
import { findBarriers, overflowOf } from "../doubles/browser.ts";
import { type ConsoleStage, consoleStage, type Visitor } from "../doubles/console-stage.ts";
import { furnishAccount } from "../doubles/furnish-account.ts";
import { settle, walkPages } from "../doubles/walk-pages.ts";

const openStage = consoleStage();
const themes = ["light", "dark"] as const;
const narrow = { width: 360, height: 800 };

/** An account with a little of everything, and one with nothing; made once for all walks. */
let furnished: Promise<Furnished> | null = null;

interface Furnished {
  readonly owner: Visitor;
  /** Beside those that the navigation leads to. */
  readonly paths: readonly string[];
  readonly forOperators: string;
}

function furnish(stage: ConsoleStage) {
  furnished ??= stage.enter().then(async (customer) => {
    const { pictureCallId, twoStepCallId } = await furnishAccount(stage, customer);
    const calls = [`/calls/${pictureCallId}`, `/calls/${twoStepCallId}`];
    const paths = [...calls, "/models/gemini-3.1-flash-image-preview"];
    const forOperators = `/operator/accounts/${customer.accountId}`;
    return { owner: customer.owner, paths, forOperators };
  });
  return furnished;
}

async function eachPage(
  context: TestContext,
  plan: { readonly theme: (typeof themes)[number]; readonly who: "operator" | "owner" },
  look: (page: Page, path: string) => Promise<void>,
): Promise<void> {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner, forOperators, ...shared } = await furnish(stage);
  const visitor = plan.who === "owner" ? owner : stage.asOperator;
  const paths = plan.who === "owner" ? shared.paths : [...shared.paths, forOperators];
  const { page } = await stage.visit(context, visitor, { browser: { colorScheme: plan.theme } });
  const walked = await walkPages(page, paths, (path) => look(page, path));
  assert(walked.length > 4, `${walked.join(" ")} were walked`);
}

test("what looks for barriers finds one where there is one", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { page } = await stage.arrive(context, { path: "/sign-in" });
  await settle(page);
  assert.deepEqual(await findBarriers(page), []);
  await page.evaluate("document.querySelector('h1').after(document.createElement('button'))");
  assert.deepEqual(
    (await findBarriers(page)).map(({ rule }) => rule),
    ["button-name"],
  );
  await page.evaluate("document.querySelector('h1').append('x'.repeat(1_000))");
  assert.notEqual(await overflowOf(page), 0);
});

for (const theme of themes) {
  for (const who of ["operator", "owner"] as const) {
    test(`no page has a serious barrier for its ${who}, ${theme}`, async (context) => {
      await eachPage(context, { theme, who }, async (page, path) => {
        assert.deepEqual(await findBarriers(page), [], path);
        await page.setViewportSize(narrow);
        await settle(page);
        assert.deepEqual(await findBarriers(page), [], `${path}, narrow`);
        assert.equal(await overflowOf(page), 0, `${path} scrolls sideways`);
        await page.setViewportSize({ width: 1280, height: 900 });
      });
    });
  }
}
