import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDollars } from "../../src/core/money/picodollars.ts";
import { type Caller, type ChatStream, readRecord, streamChat } from "../doubles/chat-client.ts";
import { costOf, dollars, sum } from "../doubles/dollars.ts";
import { at } from "../doubles/json.ts";
import { foldEntries } from "../doubles/operator.ts";
import { ask, openStage } from "../doubles/stage.ts";
import { answer, tokensOf, words } from "../doubles/upstream-script.ts";

const stage = await openStage({ gateway: { hold_slice_tokens: 64 } });

for (const hold of ["auto", "full"]) {
  test(`200 parallel calls of $0.03 on $0.05 spend at most that (hold: ${hold})`, async () => {
    const { accountId, caller } = await stage.enter({ balance: "0.05" });
    stage.upstream.script(`dear-${hold}`, answer(words(500)));
    const body = ask(`dear-${hold}`, { max_tokens: 500, hold });
    const streams = await Promise.all(Array.from({ length: 200 }, () => runOne(caller, body)));

    const charges = await Promise.all(streams.map((stream) => chargeOf(caller, stream)));
    const spent = sum(charges);
    assert(spent <= dollars("0.05"), `spent ${formatDollars(spent)}`);
    assert(spent > 0n, "somebody was served");
    for (const stream of streams) assertWholeOrRefused(stream);

    const { posted, held } = await stage.operator.balance(accountId);
    assert.equal(posted, dollars("0.05") - spent, "the books hold what was not charged");
    assert.equal(held, 0n);
    assert.equal(foldEntries(await stage.operator.entries(accountId)).posted, posted);
    assert.deepEqual(await stage.operator.openHolds(accountId), []);
    await stage.operator.cleanAudit();
  });
}

test("what the balance still buys is sold: slices leave nothing unsellable behind", async () => {
  const { accountId, caller } = await stage.enter({ balance: "0.05" });
  stage.upstream.script("sold-out", answer(words(500)));
  await runOne(caller, ask("sold-out", { max_tokens: 500 }));
  const second = await runOne(caller, ask("sold-out", { max_tokens: 500 }));
  assert.equal(at(second.error(), "code"), "insufficient_balance");
  // $0.02 buy 333 tokens of $0.00006, and the 334th is neither paid nor sent.
  assert.equal(tokensOf(second.text()), 333);
  const { available } = await stage.operator.balance(accountId);
  assert.equal(available, dollars("0.05") - costOf(833, 60n));
});

async function runOne(caller: Caller, body: Readonly<Record<string, unknown>>) {
  const stream = await streamChat(caller, body);
  await stream.end();
  return stream;
}

async function chargeOf(caller: Caller, stream: ChatStream) {
  if (stream.status === 402) return dollars("0.00");
  const { status, json, text } = await readRecord(caller, String(stream.headers["x-request-id"]));
  assert.equal(status, 200, text);
  const charge = dollars(at(json, "cost"));
  assert(charge >= costOf(tokensOf(stream.text()), 60n), "whatever was sent was paid");
  return charge;
}

function assertWholeOrRefused(stream: ChatStream): void {
  if (stream.status === 402) {
    assert.equal(at(stream.body, "error.code"), "insufficient_balance");
    return;
  }
  assert.equal(stream.status, 200);
  if (stream.sawDone()) {
    assert.equal(tokensOf(stream.text()), 500);
    return;
  }
  assert.equal(stream.finishReason(), "error");
  assert.equal(at(stream.error(), "code"), "insufficient_balance");
  assert.equal(at(stream.error(), "status"), 402);
}
