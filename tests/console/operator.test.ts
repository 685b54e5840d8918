import assert from "node:assert/strict";
import { test } from "node:test";
import { consoleStage } from "../doubles/console-stage.ts";
import { send } from "../doubles/http-client.ts";
import { at, listAt, textAt } from "../doubles/json.ts";

const openStage = consoleStage();

test("an account is made, paid into, adjusted and limited", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { page } = await stage.visit(context, stage.asOperator, { path: "/operator/accounts" });
  await page.getByRole("button", { name: "Create account" }).first().click();
  const form = page.getByRole("dialog", { name: "Create an account" });
  await form.getByLabel("Name", { exact: true }).fill("acme");
  await form.getByLabel("Requests a minute").fill("lots");
  await form.getByRole("button", { name: "Create account" }).click();
  await form.getByLabel("Requests a minute").and(page.locator("[aria-invalid=true]")).waitFor();
  await form.getByLabel("Requests a minute").fill("120");
  await form.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "acme", level: 1 }).waitFor();
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";

  const book = async (button: string, dialog: RegExp, fields: Record<string, string>) => {
    await page.getByRole("button", { name: button, exact: true }).click();
    const shown = page.getByRole("dialog", { name: dialog });
    for (const [label, text] of Object.entries(fields)) await shown.getByLabel(label).fill(text);
    await shown.getByRole("button", { name: /^(Top up|Book adjustment)$/ }).click();
    return shown;
  };
  const paid = { Amount: "25.00", Reference: "invoice-1" };
  await (await book("Top up", /Top up acme/, paid)).waitFor({ state: "detached" });
  const again = await book("Top up", /Top up acme/, { ...paid, Amount: "26.00" });
  await again.getByRole("alert").getByText("invoice-1").waitFor();
  await page.keyboard.press("Escape");
  const taken = { Amount: "-1.50", Reason: "chargeback", Reference: "cb-1" };
  await (await book("Adjust", /Adjust acme/, taken)).waitFor({ state: "detached" });
  await page.getByText("$23.50").first().waitFor();
  assert.equal(at((await stage.operator.call(`/accounts/${id}`)).json, "balance.posted"), "23.50");

  await page.getByRole("button", { name: "Change", exact: true }).click();
  const limits = page.getByRole("dialog", { name: "Limits of acme" });
  await limits.getByLabel("Calls at once").fill("2");
  await limits.getByLabel("Price list").selectOption("flat");
  await limits.getByRole("button", { name: "Save" }).click();
  await limits.waitFor({ state: "detached" });
  const changed = await stage.operator.call(`/accounts/${id}`);
  assert.equal(at(changed.json, "concurrency"), 2);
  assert.equal(at(changed.json, "rpm"), 120);
  assert.equal(at(changed.json, "price_list"), "flat");
});

test("a price is drafted, seen beside what it costs, and then published", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const path = "/operator/prices?list=flat&model=gpt-4o";
  const { page } = await stage.visit(context, stage.asOperator, { path });
  await page
    .getByRole("button", { name: /^Change gpt-4o on/ })
    .first()
    .click();
  const form = page.getByRole("dialog", { name: "Draft a price" });
  const fill = async (group: string, label: string, text: string) => {
    await form.getByRole("group", { name: group }).getByLabel(label, { exact: true }).fill(text);
  };
  await fill("In, dollars per million tokens", "Text", "2.00");
  await fill("Out, dollars per million tokens", "Text", "twelve");
  await form.getByLabel("In force from").fill("2099-01-01");
  await form.getByLabel("Source").fill("a test");
  await form.getByRole("button", { name: "See what changes" }).click();
  await form.locator("[name='output.text'][aria-invalid=true]").waitFor();
  await fill("Out, dollars per million tokens", "Text", "12.00");
  await form.getByRole("button", { name: "See what changes" }).click();

  const draft = page.getByRole("dialog", { name: "gpt-4o on the list flat" });
  await draft.getByText(/Below cost: input text/).waitFor();
  const change = draft.getByRole("table", { name: "What changes" });
  await change.getByRole("row", { name: "output text $10.00 $12.00 1.20" }).waitFor();
  const listed = () => stage.operator.call("/prices?list=flat&model=gpt-4o&limit=1000");
  assert.equal((await listed()).text.includes("2099"), false, "nothing is published by a draft");
  await draft.getByRole("button", { name: "Publish" }).click();
  await draft.waitFor({ state: "detached" });
  await page.getByText("to come").waitFor();
  const version = listAt((await listed()).json, "data").at(-1);
  assert.equal(at(version, "effective_from"), "2099-01-01T00:00:00.000Z");
  assert.equal(at(version, "price.output.text"), "12.00");
});

test("an audit's head proves the next one; routes show what was called", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { secret } = await stage.enter();
  const body = { model: "gpt-4o-mini", max_tokens: 5, messages: [{ role: "user", content: "Hi" }] };
  const url = `${stage.gateway.url()}/v1/chat/completions`;
  assert.equal((await send({ url, token: secret, body })).status, 200);
  const { page } = await stage.visit(context, stage.asOperator, { path: "/operator/books" });
  const audit = page.getByRole("button", { name: "Run the audit" });
  await audit.click();
  await page.getByText("all adds up").waitFor();
  const head = (await page.getByText(/^[0-9a-f]{64}$/).textContent()) ?? "";
  await page.getByLabel("Head of an earlier audit").fill(head);
  await audit.click();
  await page.getByText("all adds up").waitFor();
  await page.getByLabel("Head of an earlier audit").fill("0".repeat(64));
  await audit.click();
  await page
    .getByText(/differences?/)
    .first()
    .waitFor();

  await page.getByRole("link", { name: "Upstreams" }).click();
  const route = page.getByRole("row").filter({ hasText: "sandbox/gpt-4o-mini" });
  await route.getByText("healthy").waitFor();
  await route.getByText(/\d ms/).waitFor();
});

test("an operator's token is shown once and ends with the operator", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { page } = await stage.visit(context, stage.asOperator, { path: "/operator/operators" });
  await page.getByRole("button", { name: "Make an operator" }).first().click();
  const form = page.getByRole("dialog", { name: "Make an operator" });
  await form.getByLabel("Name").fill("Ada");
  await form.getByLabel("Role").selectOption("viewer");
  await form.getByRole("button", { name: "Make operator" }).click();
  const shown = page.getByRole("dialog", { name: "The token of Ada" });
  const token = (await shown.getByText(/^adm-/).textContent()) ?? "";
  await shown.getByRole("button", { name: "I have kept it" }).click();
  await shown.waitFor({ state: "detached" });
  assert.equal((await page.content()).includes(token), false);

  const viewer = { name: "Ada", credentials: { token } };
  const { page: seen } = await stage.visit(context, viewer, { path: "/operator/accounts" });
  await seen.getByRole("heading", { name: "Accounts" }).waitFor();
  assert.equal(await seen.getByRole("button", { name: "Create account" }).count(), 0);

  await page.getByRole("row").filter({ hasText: "Ada" }).getByRole("button").click();
  await page.getByRole("button", { name: "Delete operator" }).click();
  await page.getByText("Only the admin token so far").waitFor();
  const me = { url: `${stage.gateway.url()}/admin/v1/operators/me`, token };
  assert.equal((await send(me)).status, 401);
});

test("an alert's delivery log tells each try", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { accountId } = await stage.enter({ balance: "6.00" });
  const hook = "https://hooks.example.com/farebox";
  const order = { account_id: accountId, below: "5.00", webhook_url: hook };
  assert.equal((await stage.operator.call("/alerts", order)).status, 201);
  const path = `/operator/alerts?account=${accountId}`;
  const { page } = await stage.visit(context, stage.asOperator, { path });
  await page.getByRole("button", { name: "Show log" }).click();
  const log = page.getByRole("dialog", { name: /Delivery log/ });
  await log.getByText("nothing was told").waitFor();
  const taken = { amount: "-2.00", reason: "refund", reference: "r-1" };
  const adjusted = await stage.operator.call(`/accounts/${accountId}/adjustments`, taken);
  assert.equal(textAt(adjusted.json, "balance.available"), "4.00");
  const told = log.getByRole("row").filter({ hasText: "$4.00" });
  await told
    .getByText(/after \d+ ms/)
    .first()
    .waitFor();
});
