import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../doubles/browser.ts";
import { type ConsoleStage, consoleStage, slowTalker } from "../doubles/console-stage.ts";
import { send } from "../doubles/http-client.ts";
import { at, listAt, numberAt, textAt } from "../doubles/json.ts";

const openStage = consoleStage();

/** A long answer that somebody reads to its end. */
function startTalking(stage: ConsoleStage, secret: string, stream: boolean) {
  const messages = [{ role: "user", content: "Tell a story in 3000 tokens." }];
  return send({
    url: `${stage.gateway.url()}/v1/chat/completions`,
    token: secret,
    body: { model: slowTalker, max_tokens: 4_000, stream, messages },
  });
}

async function runningCall(stage: ConsoleStage, accountId: string): Promise<string> {
  let id = "";
  await eventually(async () => {
    const [hold] = await stage.operator.openHolds(accountId);
    id = hold === undefined ? "" : textAt(hold, "id");
    return id !== "";
  }, "the call runs");
  return id;
}

async function metered(stage: ConsoleStage, id: string): Promise<unknown> {
  return (await send({ url: `${stage.sandbox.url}/meter/${id}` })).json;
}

for (const stream of [true, false]) {
  const kind = stream ? "streamed" : "buffered";
  test(`Stop ends a ${kind} call at its provider, and tells the final bill`, async (context) => {
    const stage = await openStage(context);
    if (stage === null) return;
    const { owner, accountId, secret } = await stage.enter();
    const { page } = await stage.visit(context, owner);
    const answer = startTalking(stage, secret, stream);
    const id = await runningCall(stage, accountId);
    const row = page.getByRole("row").filter({ hasText: slowTalker });
    await row.waitFor();
    await row.filter({ hasText: /\$0\.0/ }).waitFor();
    await row.getByRole("button", { name: /Stop/ }).click();
    await page.getByText(/It cost \$0\.0/).waitFor();
    const meter = await metered(stage, id);
    assert.equal(at(meter, "ended"), "aborted");
    const produced = numberAt(meter, "completion_tokens");
    assert(produced > 0 && produced < 1_000, `${produced} tokens were produced`);
    await row.waitFor({ state: "detached" });

    const record = await stage.operator.call(`/calls/${id}`);
    assert.equal(at(record.json, "status"), "cancelled");
    const cost = textAt(record.json, "cost");
    await page.getByText(`It cost $${cost}.`).waitFor();
    const { posted } = await stage.operator.balance(accountId);
    assert(posted < 10_000_000_000_000n, "it was charged");
    await answer;
    assert.deepEqual(await metered(stage, id), meter, "nothing was produced afterwards");
  });
}

test("the balance, the spend and the running cost move by themselves", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner, accountId, secret } = await stage.enter({ balance: "3.00" });
  const { page } = await stage.visit(context, owner);
  await page.getByText("$3.00").first().waitFor();
  await stage.operator.topUp(accountId, "4.00", "a second one");
  await page.getByText("$7.00").first().waitFor();
  const answer = startTalking(stage, secret, true);
  const id = await runningCall(stage, accountId);
  const row = page.getByRole("row").filter({ hasText: slowTalker });
  await row.filter({ hasText: /\$0\.0/ }).waitFor();
  const before = await row.textContent();
  await eventually(async () => (await row.textContent()) !== before, "the running cost grew");
  const key = listAt((await stage.operator.call(`/keys?account_id=${accountId}`)).json, "data")[0];
  assert.equal(at(key, "account_id"), accountId);
  const url = `${stage.gateway.url()}/v1/chat/completions/${id}/cancel`;
  const bill = await send({ url, method: "POST", token: secret });
  await answer;
  await page
    .getByText(`$${textAt(bill.json, "cost")}`)
    .first()
    .waitFor();
});

test("a viewer sees what runs, and is offered nothing that changes anything", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { accountId, secret } = await stage.enter();
  const viewer = await stage.join(accountId, "viewer");
  const { page } = await stage.visit(context, viewer);
  const answer = startTalking(stage, secret, true);
  const id = await runningCall(stage, accountId);
  await page.getByRole("row").filter({ hasText: slowTalker }).waitFor();
  assert.equal(await page.getByRole("button", { name: /Stop/ }).count(), 0);
  await page.getByRole("link", { name: "Keys" }).click();
  await page.getByRole("row").filter({ hasText: "a key" }).waitFor();
  for (const name of ["Create key", "Edit", "Rotate", "Delete", "Disable"]) {
    assert.equal(await page.getByRole("button", { name }).count(), 0, name);
  }
  const url = `${stage.gateway.url()}/v1/chat/completions/${id}/cancel`;
  await send({ url, method: "POST", token: secret });
  await answer;
});
