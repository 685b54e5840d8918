import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { consoleStage } from "../doubles/console-stage.ts";
import { dollars } from "../doubles/dollars.ts";
import { furnishAccount } from "../doubles/furnish-account.ts";
import { listAt, textAt } from "../doubles/json.ts";

const openStage = consoleStage();

test("a statement's arithmetic adds up on the page, and goes along as CSV", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const customer = await stage.enter();
  await furnishAccount(stage, customer);
  const { page } = await stage.visit(context, customer.owner, { path: "/statements" });
  const cell = async (name: RegExp) => {
    const row = page.getByRole("table", { name: /arithmetic/i }).getByRole("row", { name });
    return dollars(((await row.getByRole("cell").last().textContent()) ?? "").slice(1));
  };
  const [carried, charged, settled, left] = await Promise.all(
    [/Carried in/, /Charged/, /Settled/, /Carried to/].map(cell),
  );
  assert.equal(Number(carried) + Number(charged), Number(settled) + Number(left));
  assert(Number(charged) > 0);

  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const csv = await readFile(await (await coming).path(), "utf8");
  assert.match(csv, /talk-1/);
  const lines = page.getByRole("table", { name: "Lines" });
  await lines.getByRole("link", { name: /talk-1/ }).click();
  await page.waitForURL(/\/usage\?.*session=talk-1/);
});

test("an open session is settled by a button, and is a line of the month then", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const customer = await stage.enter();
  await furnishAccount(stage, customer);
  const { page } = await stage.visit(context, customer.owner, { path: "/statements" });
  await page.getByRole("button", { name: "Settle talk-2" }).click();
  await page.getByText("Session talk-2 is settled").first().waitFor();
  await page.getByRole("table", { name: "Lines" }).getByText("talk-2").waitFor();
  const list = await stage.operator.call(`/statements?account_id=${customer.accountId}`);
  assert.match(textAt(listAt(list.json, "data")[0], "cycle"), /^\d{4}-\d\d$/);
});

test("printed, a statement is the statement alone, on white", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const customer = await stage.enter();
  await furnishAccount(stage, customer);
  const dark = { browser: { colorScheme: "dark" } } as const;
  const { page } = await stage.visit(context, customer.owner, { path: "/statements", ...dark });
  await page.getByRole("table", { name: "Lines" }).waitFor();
  await page.evaluate("window.print = () => { document.title = 'printed'; }");
  await page.getByRole("button", { name: "Print" }).click();
  await page.waitForFunction("document.title === 'printed'");
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  assert.equal(await page.getByRole("navigation", { name: "Pages" }).isVisible(), false);
  assert.equal(await page.getByRole("button", { name: "Print" }).isVisible(), false);
  assert.equal(await page.getByText("Open sessions").first().isVisible(), false);
  assert.equal(await page.getByRole("table", { name: "Lines" }).isVisible(), true);
  assert.equal(await page.getByText(customer.accountId).first().isVisible(), true);
});
