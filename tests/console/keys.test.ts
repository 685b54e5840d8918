import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { type ConsoleStage, consoleStage } from "../doubles/console-stage.ts";
import { send } from "../doubles/http-client.ts";
import { at, listAt, textAt } from "../doubles/json.ts";

const openStage = consoleStage();

const body = { model: "gpt-4o-mini", max_tokens: 5, messages: [{ role: "user", content: "Hi." }] };

function callWith(stage: ConsoleStage, secret: string, more: object = {}) {
  const url = `${stage.gateway.url()}/v1/chat/completions`;
  return send({ url, token: secret, body: { ...body, ...more } });
}

/** The row of one key. */
function row(page: Page, name: string) {
  return page.getByRole("row").filter({ hasText: name });
}

async function takeSecret(page: Page): Promise<string> {
  const shown = page.getByRole("dialog", { name: /The secret of/ });
  const secret = (await shown.getByText(/^sk-/).textContent()) ?? "";
  await shown.getByRole("button", { name: "Copy the secret" }).click();
  assert.equal(await page.evaluate("navigator.clipboard.readText()"), secret);
  await shown.getByRole("button", { name: "I have kept it" }).click();
  await shown.waitFor({ state: "detached" });
  return secret;
}

const withClipboard = { permissions: ["clipboard-read", "clipboard-write"] };

test("a key is made with its limits, shown once, rotated, disabled, deleted", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner, accountId } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/keys", browser: withClipboard });
  await page.getByRole("button", { name: "Create key" }).first().click();
  const form = page.getByRole("dialog", { name: "Create a key" });
  await form.getByLabel("Name", { exact: true }).fill("web-prod");
  await form.getByLabel("Project").selectOption("new");
  await form.getByLabel("Name of the new project").fill("shop");
  await form.getByLabel("Every model, later ones included").uncheck();
  await form.getByLabel("Only these").fill("4o-mini");
  await page.getByRole("option", { name: "gpt-4o-mini", exact: true }).click();
  await form.getByLabel("Output tokens in one call").fill("64");
  await form.getByLabel("Spend limit in dollars").fill("2.50");
  await form.getByLabel("In each").selectOption("day");
  await form.getByLabel("Expires").fill("2027-01-01");
  await form.getByRole("button", { name: "Create key" }).click();
  const first = await takeSecret(page);
  assert.equal((await page.content()).includes(first), false, "nowhere is it kept");

  const keys = await stage.operator.call(`/keys?account_id=${accountId}`);
  const made = listAt(keys.json, "data").find((one) => at(one, "name") === "web-prod");
  assert.deepEqual(at(made, "models"), ["gpt-4o-mini"]);
  assert.equal(at(made, "output_tokens_max"), 64);
  assert.equal(at(made, "spend_limit.amount"), "2.50");
  assert.equal(at(made, "spend_limit.period"), "day");
  assert.match(textAt(made, "expires_at"), /^2027-01-01T00:00:00/);
  assert.equal((await callWith(stage, first)).status, 200);
  assert.equal((await callWith(stage, first, { model: "gpt-4o" })).code, "model_not_available");

  await press(page, "Rotate", "Rotate key");
  const second = await takeSecret(page);
  assert.equal((await callWith(stage, first)).status, 401);
  assert.equal((await callWith(stage, second)).status, 200);
  await press(page, "Disable");
  await row(page, "web-prod").getByText("disabled").waitFor();
  assert.equal((await callWith(stage, second)).status, 401);
  await press(page, "Enable");
  await row(page, "web-prod").getByText("disabled").waitFor({ state: "detached" });
  assert.equal((await callWith(stage, second)).status, 200);
  await press(page, "Delete", "Delete key");
  await row(page, "web-prod").waitFor({ state: "detached" });
  assert.equal((await callWith(stage, second)).status, 401);
  for (const secret of [first, second]) {
    assert.equal(stage.gateway.output().includes(secret), false, "no log has it");
  }
});

/** Presses a button of the key's row, and confirms where that is asked for. */
async function press(page: Page, name: string, confirm?: string): Promise<void> {
  await row(page, "web-prod").getByRole("button", { name, exact: true }).click();
  if (confirm === undefined) return;
  const dialog = page.getByRole("dialog").filter({ hasText: confirm });
  await dialog.getByRole("button", { name: confirm }).click();
  await dialog.waitFor({ state: "detached" });
}

test("what the gateway refuses of a key stands at the field that is at fault", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/keys" });
  await page.getByRole("button", { name: "Create key" }).first().click();
  const form = page.getByRole("dialog", { name: "Create a key" });
  await form.getByLabel("Name", { exact: true }).fill("wrong");
  const refusals = [
    ["Spend limit in dollars", "ten", ""],
    ["Output tokens in one call", "99999999999", ""],
  ] as const;
  for (const [label, wrong, right] of refusals) {
    const field = form.getByLabel(label);
    await field.fill(wrong);
    await form.getByRole("button", { name: "Create key" }).click();
    await form.locator("[aria-invalid=true]").waitFor();
    assert.equal(await field.getAttribute("aria-invalid"), "true", label);
    const told = await field.getAttribute("aria-describedby");
    const id = (told ?? "").split(" ").at(-1) ?? "";
    assert.notEqual(await page.locator(`[id="${id}"]`).textContent(), "", label);
    await field.fill(right);
  }
  await page.keyboard.press("Escape");
  await form.waitFor({ state: "detached" });
});

test("a key is changed in the same form, and keeps its secret", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner, keyId, secret } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/keys" });
  await row(page, "a key").getByRole("button", { name: "Edit" }).click();
  const form = page.getByRole("dialog", { name: "Edit a key" });
  await form.getByLabel("Name", { exact: true }).fill("renamed");
  await form.getByLabel("Output tokens in one call").fill("7");
  await form.getByRole("button", { name: "Save" }).click();
  await row(page, "renamed").waitFor();
  const changed = await stage.operator.call(`/keys/${keyId}`);
  assert.equal(at(changed.json, "output_tokens_max"), 7);
  assert.equal((await callWith(stage, secret)).status, 200);
});
