import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually } from "../doubles/browser.ts";
import { consoleStage } from "../doubles/console-stage.ts";
import { furnishAccount } from "../doubles/furnish-account.ts";
import { at, listAt, numberAt, textAt } from "../doubles/json.ts";

const openStage = consoleStage();

function group(page: Page, name: string) {
  return page.getByRole("button", { name, exact: true });
}

/** A link's file, read. */
async function download(page: Page, name: string): Promise<string> {
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name, exact: true }).click();
  return await readFile(await (await coming).path(), "utf8");
}

test("usage is summed five ways, filtered in the address, and taken along", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const customer = await stage.enter();
  await furnishAccount(stage, customer);
  const { page } = await stage.visit(context, customer.owner, { path: "/usage" });
  const today = new Date().toISOString().slice(0, 10);
  const shown = [
    ["By day", today],
    ["By key", "a key"],
    ["By project", "a project"],
    ["By session", "talk-2"],
    ["By model", "claude-3-5-haiku"],
  ] as const;
  for (const [name, expected] of shown) {
    await group(page, name).click();
    const sums = page.getByRole("table", { name: /Usage by/ });
    await sums.getByRole("cell", { name: expected, exact: true }).waitFor();
    assert.equal(await group(page, name).getAttribute("aria-pressed"), "true");
  }
  await page.getByLabel("Model", { exact: true }).fill("haiku");
  await page.getByRole("option", { name: "claude-3-5-haiku", exact: true }).click();
  await page.waitForURL(/model=claude-3-5-haiku/);
  await page.getByLabel("Status").selectOption("completed");
  await page.waitForURL(/status=/);
  await page.reload();
  const model = page.getByLabel("Model", { exact: true });
  const kept = async () => (await model.inputValue()) === "claude-3-5-haiku";
  await eventually(kept, "the filter of the address is shown");

  const json: unknown = JSON.parse(await download(page, "JSON"));
  assert.equal(numberAt(json, "total.calls"), 1);
  assert.equal(textAt(json, "data.0.group"), "claude-3-5-haiku");
  const csv = await download(page, "CSV");
  assert.match(csv, /claude-3-5-haiku/);
  assert.doesNotMatch(csv, /gpt-4o/);

  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("table", { name: "Calls" }).getByText("gpt-4o-mini").first().waitFor();
});

test("a call is opened from the list: bill, tokens, attempts, price, journal", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const customer = await stage.enter();
  const { pictureCallId, twoStepCallId } = await furnishAccount(stage, customer);
  const { page } = await stage.visit(context, customer.owner, { path: "/usage" });
  const model = "gemini-3.1-flash-image-preview";
  const calls = page.getByRole("table", { name: "Calls" });
  await calls.getByRole("link", { name: model, exact: true }).click();
  await page.waitForURL(new RegExp(`/calls/${pictureCallId}`));
  const record = (await stage.operator.call(`/calls/${pictureCallId}`)).json;
  const cost = `$${textAt(record, "cost")}`;
  await page.getByText(cost, { exact: true }).first().waitFor();
  await page.getByText(textAt(record, "price_version")).first().waitFor();
  const pictures = numberAt(record, "usage.prompt_tokens_details.image_tokens");
  await page.getByText(pictures.toLocaleString("en-US"), { exact: true }).first().waitFor();
  await page.getByRole("table", { name: "Attempts" }).getByText("served the call").waitFor();
  const journal = page.getByRole("table", { name: "Journal entries" });
  await journal
    .getByText(/settle|charge/i)
    .first()
    .waitFor();
  const lines = await journal.getByRole("row").count();
  const own = listAt(
    (
      await stage.operator.call(
        `/entries?account_id=${customer.accountId}&subject=${pictureCallId}`,
      )
    ).json,
    "data",
  );
  assert.equal(lines - 1, own.length, "this call's entries alone");
  assert(own.every((one) => at(one, "subject") === pictureCallId));
  assert.equal(await page.getByText("Provider cost").count(), 0, "a member sees none");

  await page.goto(`/calls/${twoStepCallId}`);
  await page.getByRole("table", { name: "Steps" }).getByText("gpt-4o-mini").waitFor();
  await page.goto("/calls/call-nobody-made");
  await page.getByRole("alert").waitFor();
});

test("operators see what providers take, over all accounts or one", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const [one, other] = [await stage.enter(), await stage.enter()];
  const { pictureCallId } = await furnishAccount(stage, one);
  const { page } = await stage.visit(context, stage.asOperator, { path: "/usage" });
  await page.getByText("Provider cost").first().waitFor();
  await page.getByLabel("Account").selectOption(other.accountId);
  await page.waitForURL(/account=/);
  await page.getByText("No call has ended here").waitFor();
  await page.getByLabel("Account").selectOption(one.accountId);
  await page.getByRole("table", { name: "Calls" }).getByText("gpt-4o-mini").first().waitFor();
  await page.goto(`/calls/${pictureCallId}`);
  await page.getByText("Provider cost").first().waitFor();
});
