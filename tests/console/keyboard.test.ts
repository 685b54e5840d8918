import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileChooser, Page } from "playwright-core";
import { consoleStage, slowTalker } from "../doubles/console-stage.ts";
import { send } from "../doubles/http-client.ts";
import { at } from "../doubles/json.ts";
import { plainPicture } from "../doubles/sandbox-caller.ts";

const openStage = consoleStage();
const stepsMax = 120;

/** Presses Tab until the control of that name has the focus, and sees that the focus shows. */
async function reach(page: Page, name: string | RegExp): Promise<void> {
  for (let step = 0; step < stepsMax; step += 1) {
    const focused = page.locator(":focus");
    if ((await focused.count()) > 0 && (await isCalled(page, name))) {
      const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
      assert.notEqual(outline, "none", `the focus on ${name} shows`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  assert.fail(`no Tab leads to ${name}`);
}

async function isCalled(page: Page, name: string | RegExp): Promise<boolean> {
  const found: unknown = await page.evaluate(`(() => {
    const one = document.activeElement;
    const label = one.labels?.[0]?.textContent;
    return (one.getAttribute("aria-label") ?? label ?? one.textContent ?? "").trim();
  })()`);
  const text = String(found);
  return typeof name === "string" ? text === name : name.test(text);
}

test("by keyboard alone: a key is made, a picture sent, its answer stopped", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await reach(page, "Skip to the page");
  await reach(page, "Keys");
  await page.keyboard.press("Enter");
  await page.getByRole("row").filter({ hasText: "a key" }).waitFor();
  await reach(page, "Create key");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Create a key" }).waitFor();
  await reach(page, "Name");
  await page.keyboard.type("by keyboard");
  await reach(page, "Create key");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "The secret of by keyboard" }).waitFor();
  await reach(page, "I have kept it");
  await page.keyboard.press("Enter");
  await page.getByRole("row").filter({ hasText: "by keyboard" }).waitFor();

  // Asked for before the page is: the browser opens a window of its own until it knows of it.
  const chooser = new Promise<FileChooser>((resolve) => page.once("filechooser", resolve));
  await page.goto(`/playground?model=${slowTalker}`);
  await page.getByLabel("Message").waitFor();
  await reach(page, "Message");
  await page.keyboard.type("Tell of this picture in 3000 tokens.");
  await reach(page, "Add pictures");
  await page.keyboard.press("Enter");
  const [, base64 = ""] = (await plainPicture(320, 200, "#345")).split(",");
  const buffer = Buffer.from(base64, "base64");
  await (await chooser).setFiles({ name: "night.png", mimeType: "image/png", buffer });
  await page.getByText(/320 × 200, \d+ tokens/).waitFor();
  await page.getByText("would be let in").waitFor();
  await reach(page, "Send");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Stop generation" }).waitFor();
  await page.getByText("The answer is coming.").waitFor();
  await reach(page, "Stop generation");
  await page.keyboard.press("Enter");
  await page
    .getByText(/The final bill is/)
    .first()
    .waitFor();
  const href = await page.getByRole("link", { name: "Its record" }).getAttribute("href");
  const id = /\/calls\/([^?]+)/.exec(href ?? "")?.[1] ?? "";
  const meter = (await send({ url: `${stage.sandbox.url}/meter/${id}` })).json;
  assert.equal(at(meter, "ended"), "aborted");
  assert.equal(at((await stage.operator.call(`/calls/${id}`)).json, "status"), "cancelled");
});

test("a window keeps the keyboard, closes with Escape, gives the focus back", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/keys" });
  await page.getByRole("row").filter({ hasText: "a key" }).waitFor();
  await reach(page, "Delete");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Delete a key?" });
  await dialog.waitFor();
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press("Tab");
    // Between its edges a browser's own controls come, and then nothing of the page has the focus.
    const behind: unknown = await page.evaluate(`(() => {
      const one = document.activeElement;
      const within = one.closest("[role=dialog]") ?? one.closest("[data-base-ui-focus-guard]");
      return one === document.body || within !== null ? null : one.outerHTML.slice(0, 200);
    })()`);
    assert.equal(behind, null, "nothing behind the window takes the focus");
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal(await isCalled(page, "Delete"), true);
});
