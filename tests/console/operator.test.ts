import assert from "node:assert/strict";
import { test } from "node:test";
import { consoleStage } from "../doubles/console-stage.ts";
import { dollars } from "../doubles/dollars.ts";
import { furnishAccount } from "../doubles/furnish-account.ts";
import { send } from "../doubles/http-client.ts";
import { at, listAt, numberAt, textAt } from "../doubles/json.ts";

const openStage = consoleStage();

test("an account is made, topped up, adjusted and limited", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { page } = await stage.visit(context, stage.asOperator, { path: "/operator/accounts" });
  await page.getByRole("button", { name: "Create account" }).first().click();
  const form = page.getByRole("dialog", { name: "Create an account" });
  await form.getByLabel("Name").fill("Harbour Works");
  await form.getByLabel("Requests a minute").fill("99999999999");
  await form.getByRole("button", { name: "Create account" }).click();
  await form.locator("[aria-invalid=true]").waitFor();
  await form.getByLabel("Requests a minute").fill("120");
  await form.getByRole("button", { name: "Create account" }).click();
  await form.waitFor({ state: "detached" });
  const list = await stage.operator.call("/accounts?limit=1000");
  const account = listAt(list.json, "data").find((one) => at(one, "name") === "Harbour Works");
  const id = textAt(account, "id");
  assert.equal(numberAt(account, "rpm"), 120);

  await page.goto(`/operator/accounts/${id}`);
  await page.getByRole("heading", { name: "Harbour Works", level: 1 }).waitFor();
  const book = async (open: string, fill: Readonly<Record<string, string>>, send: string) => {
    await page.getByRole("button", { name: open, exact: true }).click();
    const dialog = page.getByRole("dialog");
    for (const [label, text] of Object.entries(fill)) await dialog.getByLabel(label).fill(text);
    await dialog.getByRole("button", { name: send, exact: true }).click();
    return dialog;
  };
  const wrong = await book("Top up", { Amount: "much", Reference: "invoice-1" }, "Top up");
  await wrong.locator("[aria-invalid=true]").waitFor();
  await page.keyboard.press("Escape");
  await wrong.waitFor({ state: "detached" });
  const paid = await book("Top up", { Amount: "25.00", Reference: "invoice-1" }, "Top up");
  await paid.waitFor({ state: "detached" });
  await page.getByText("$25.00").first().waitFor();
  const refund = { Amount: "-4.50", Reason: "a refund", Reference: "refund-1" };
  await (await book("Adjust", refund, "Book adjustment")).waitFor({ state: "detached" });
  await page.getByText("$20.50").first().waitFor();
  assert.equal((await stage.operator.balance(id)).posted, dollars("20.50"));
  await page.getByRole("table", { name: "Journal" }).getByText("adjust").first().waitFor();

  await page.getByRole("button", { name: "Change", exact: true }).click();
  const limits = page.getByRole("dialog", { name: "Limits of Harbour Works" });
  await limits.getByLabel("Calls at once").fill("3");
  await limits.getByRole("button", { name: "Save" }).click();
  await limits.waitFor({ state: "detached" });
  assert.equal(at((await stage.operator.call(`/accounts/${id}`)).json, "concurrency"), 3);
});

test("a price is drafted, compared and published from a date", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { page } = await stage.visit(context, stage.asOperator, { path: "/operator/prices" });
  await page.getByRole("button", { name: "Draft a price" }).click();
  const form = page.getByRole("dialog", { name: "Draft a price" });
  await form.getByLabel("Model", { exact: true }).fill("gpt-4o-mini");
  await page.getByRole("option", { name: "gpt-4o-mini", exact: true }).click();
  await form.getByLabel("List").fill("flat");
  const into = form.getByRole("group", { name: /^In,/ }).getByLabel("Text", { exact: true });
  const out = form.getByRole("group", { name: /^Out,/ }).getByLabel("Text", { exact: true });
  await into.fill("a lot");
  await out.fill("0.10");
  await form.getByLabel("In force from").fill("2031-01-01");
  await form.getByLabel("Source").fill("the board, today");
  await form.getByRole("button", { name: "See what changes" }).click();
  await form.locator("[aria-invalid=true]").waitFor();
  assert.equal(await into.getAttribute("aria-invalid"), "true");
  await into.fill("0.20");
  await form.getByRole("button", { name: "See what changes" }).click();
  const shown = page.getByRole("dialog", { name: /gpt-4o-mini on the list flat/ });
  await shown.getByText(/Below cost/).waitFor();
  await shown.getByRole("button", { name: /Publish/ }).click();
  await page.getByText("A price of gpt-4o-mini is published").first().waitFor();
  const prices = await stage.operator.call("/prices?model=gpt-4o-mini&list=flat");
  const ahead = listAt(prices.json, "data").filter((one) =>
    textAt(one, "effective_from").startsWith("2031-01-01"),
  );
  assert.equal(ahead.length, 1);
});

test("upstreams, holds and the audit say how the gateway stands", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const customer = await stage.enter();
  await furnishAccount(stage, customer);
  const { page } = await stage.visit(context, stage.asOperator, { path: "/operator/upstreams" });
  await page.getByText("sandbox/gemini-3.1-flash-image-preview").first().waitFor();
  await page.getByText("healthy").first().waitFor();

  await page.getByRole("link", { name: "Books" }).click();
  const call = send({
    url: `${stage.gateway.url()}/v1/chat/completions`,
    token: customer.secret,
    body: {
      ...{ model: "slow-talker", max_tokens: 400, stream: true },
      messages: [{ role: "user", content: "Tell a story in 400 tokens." }],
    },
  });
  await page
    .getByRole("table", { name: /Open holds/ })
    .getByText("slow-talker")
    .waitFor();
  await page.getByRole("button", { name: "Run the audit" }).click();
  const head = textAt((await stage.operator.cleanAudit()) ?? {}, "head");
  assert.match(head, /^[0-9a-f]{64}$/);
  await page
    .getByText(/^[0-9a-f]{64}$/)
    .first()
    .waitFor();
  await page.getByLabel("Head of an earlier audit").fill("no head");
  await page.getByRole("button", { name: "Run the audit" }).click();
  await page.getByText("head no head is not known to these books").waitFor();
  await call;
});

test("an alert is added, told of in its log, and ended", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { accountId } = await stage.enter();
  const path = `/operator/alerts?account=${accountId}`;
  const { page } = await stage.visit(context, stage.asOperator, { path });
  await page.getByRole("button", { name: "Add alert" }).click();
  const form = page.getByRole("dialog", { name: "Add an alert" });
  await form.getByLabel("Below, in dollars").fill("a little");
  await form.getByLabel("Webhook address").fill("https://hooks.example.com/farebox");
  await form.getByRole("button", { name: "Add alert" }).click();
  await form.locator("[aria-invalid=true]").waitFor();
  await form.getByLabel("Below, in dollars").fill("2.50");
  await form.getByRole("button", { name: "Add alert" }).click();
  await page.getByRole("button", { name: "I have kept it" }).click();
  await page.getByRole("button", { name: "Show log" }).click();
  await page.getByText(/has not fallen below \$2.50/).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Delete the alert below $2.50" }).click();
  await page.getByRole("button", { name: "Delete alert", exact: true }).click();
  await page.getByRole("dialog").filter({ hasText: "Delete alert" }).waitFor({ state: "detached" });
  const left = await stage.operator.call(`/alerts?account_id=${accountId}`);
  assert.deepEqual(listAt(left.json, "data"), []);
});

test("an operator is made with a token that works, and ended with it", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { page } = await stage.visit(context, stage.asOperator, { path: "/operator/operators" });
  await page.getByRole("button", { name: "Make an operator" }).first().click();
  const form = page.getByRole("dialog", { name: "Make an operator" });
  await form.getByLabel("Name").fill("Bea");
  await form.getByLabel("Role").selectOption("viewer");
  await form.getByRole("button", { name: "Make operator" }).click();
  const shown = page.getByRole("dialog", { name: "The token of Bea" });
  const token = (await shown.locator("code").first().textContent()) ?? "";
  await shown.getByRole("button").last().click();
  await shown.waitFor({ state: "detached" });
  const bea = { name: "Bea", credentials: { token } };
  const hers = await stage.visit(context, bea, { path: "/operator/accounts" });
  await hers.page.getByRole("table", { name: "Accounts" }).waitFor();
  assert.equal(await hers.page.getByRole("button", { name: "Create account" }).count(), 0);
  await page.getByRole("row").filter({ hasText: "Bea" }).getByRole("button").click();
  await page.getByRole("button", { name: "Delete operator" }).click();
  await page.getByText("Bea is no operator any more").first().waitFor();
  await hers.page.getByRole("link", { name: "Keys" }).click();
  await hers.page.getByRole("heading", { name: "Sign in to Farebox" }).waitFor();
});

test("a member is shown no operator's page, by navigation or by address", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner);
  await page.getByRole("link", { name: "Keys" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Accounts" }).count(), 0);
  for (const path of ["/operator/accounts", "/operator/books", "/operator/prices"]) {
    await page.goto(path);
    await page
      .getByText(/operators|no such page/i)
      .first()
      .waitFor();
    assert.equal(await page.getByRole("button", { name: /Create account|Draft/ }).count(), 0);
  }
});
