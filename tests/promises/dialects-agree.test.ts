import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Caller, readRecord } from "../doubles/chat-client.ts";
import { type Conversation, dialects, type Rendered, type Turn } from "../doubles/dialects.ts";
import { send } from "../doubles/http-client.ts";
import { at, textAt } from "../doubles/json.ts";
import { operate } from "../doubles/operator.ts";
import { plainPicture } from "../doubles/sandbox-caller.ts";
import { openThreeWires } from "../doubles/three-wires.ts";

// The same conversation in every dialect, over the wires of three providers.
const { gateway } = await openThreeWires();
const operator = operate(gateway);
const customer = await operator.customer({ balance: "100.00" });
const caller = operator.caller(customer);
const seen = await plainPicture(80, 60, "#c81e1e");

/** What came of a call: its charge and what it used, or why not. */
async function outcomeOf(from: Caller, { path, body }: Rendered): Promise<unknown> {
  const reply = await send({ url: from.url + path, token: from.secret, body });
  if (reply.status !== 200) {
    const error = at(reply.json, "error");
    return { status: reply.status, told: at(error, "message"), param: at(error, "param") };
  }
  const record = (await readRecord(from, String(reply.headers["x-request-id"]))).json;
  return { cost: textAt(record, "cost"), usage: at(record, "usage"), model: at(record, "model") };
}

const text = fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" });
const turn: fc.Arbitrary<Turn> = fc.oneof(
  fc.record({
    kind: fc.constant("user" as const),
    text,
    picture: fc.constantFrom(null, null, seen, "data:image/png;base64,AAAA"),
  }),
  fc.record({
    kind: fc.constant("model" as const),
    text,
    calls: fc.nat(2),
    result: text,
  }),
);

/** One answer in two turns: where clients keep a stream event by event, they are one again. */
function goesOn(turn: Turn, at: number, turns: readonly Turn[]): boolean {
  const before = turns[at - 1];
  return turn.kind === "model" && before?.kind === "model" && before.calls === 0;
}

const conversation: fc.Arbitrary<Conversation> = fc.record({
  model: fc.constantFrom("gpt-4o", "gemini-3.5-flash", "claude-opus-4-5", "no-such-model"),
  system: fc.option(text),
  turns: fc.array(turn, { minLength: 1, maxLength: 4 }).filter((turns) => !turns.some(goesOn)),
  tools: fc.boolean(),
  outputTokensMax: fc.constantFrom(1, 20, 100, 10_000_000),
  temperature: fc.option(fc.constantFrom(0, 0.5, 1.5)),
  schema: fc.boolean(),
  maxCost: fc.option(fc.constantFrom("0.01", "0.000000001")),
  stream: fc.boolean(),
});

test("a conversation costs the same in every dialect, or is refused in each", async () => {
  let charged = 0;
  await fc.assert(
    fc.asyncProperty(conversation, async (given) => {
      const [chat, ...others] = dialects;
      assert(chat !== undefined);
      const expected = await outcomeOf(caller, chat(given));
      for (const render of others) {
        const rendered = render(given);
        const outcome = await outcomeOf(caller, rendered);
        const where = `${rendered.path}: ${JSON.stringify(outcome)}`;
        if (at(expected, "cost") === undefined) {
          assert.equal(at(outcome, "status"), at(expected, "status"), where);
          assert.equal(typeof at(outcome, "told"), "string", where);
        } else {
          assert.deepEqual(outcome, expected, where);
          charged += 1;
        }
      }
    }),
    { numRuns: 80 },
  );
  assert.ok(charged > 20, `${charged} calls were charged`);
  await operator.cleanAudit();
});
