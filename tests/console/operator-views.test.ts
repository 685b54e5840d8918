import assert from "node:assert/strict";
import { test } from "node:test";
import { consoleStage } from "../doubles/console-stage.ts";
import { furnishAccount } from "../doubles/furnish-account.ts";
import { send } from "../doubles/http-client.ts";
import { listAt, textAt } from "../doubles/json.ts";

const openStage = consoleStage();

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
