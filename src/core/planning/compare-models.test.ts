import assert from "node:assert/strict";
import { test } from "node:test";
import {
  modelOf,
  plan,
  planQuestion,
  readShipped,
  shippedOffer,
} from "../../../tests/doubles/planning.ts";
import { formatDollars, type Picodollars, parseDollars } from "../money/picodollars.ts";
import type { ModelPlan } from "./plan.ts";
import { spreadOfCall } from "./plan-call.ts";
import { writePlan } from "./write-plan.ts";

const flashImage = "gemini-3.1-flash-image-preview";
const haiku = "claude-3-5-haiku";

/** One call a day of so many output tokens with one picture of 1,000 tokens. */
function callOf(outputTokens: number, more: Record<string, unknown> = {}) {
  return {
    calls_per_day: 1,
    images: [{ tokens: 1_000 }],
    prompt_tokens: 0,
    output_tokens: outputTokens,
    models: [flashImage],
    ...more,
  };
}

function plannedOf({ planned }: ModelPlan) {
  assert(planned !== null, "it can be planned");
  return planned;
}

function amount(text: string): Picodollars {
  const read = parseDollars(text);
  assert(read !== null, text);
  return read;
}

test("500 output tokens cost $0.03, 60 times the picture of 1,000 tokens they speak of", () => {
  const { split, call } = plannedOf(modelOf(plan(callOf(500)), flashImage));
  assert.equal(formatDollars(split.output), "0.03");
  assert.equal(formatDollars(split.picture), "0.0005");
  assert.equal(split.output, split.picture * 60n);
  assert.equal(formatDollars(call.mean), "0.0305");
});

test("3,000 output tokens cost $0.18, and $5.00 buys 83,333 of them at 1 : 120", () => {
  const three = plannedOf(modelOf(plan(callOf(3_000)), flashImage));
  assert.equal(formatDollars(three.split.output), "0.18");
  const balance = amount("5.00");
  const one = plannedOf(modelOf(plan(callOf(1)), flashImage));
  assert.equal(balance / one.split.output, 83_333n);
  const even = plannedOf(modelOf(plan(callOf(1, { prompt_tokens: 1, images: [] })), flashImage));
  assert.equal(even.split.output, even.split.text * 120n);
});

test("a fixed workload costs the same at every place of its spread", () => {
  const { call, conversation } = plannedOf(modelOf(plan(callOf(500)), flashImage));
  assert.deepEqual(new Set(Object.values(call)), new Set([amount("0.0305")]));
  assert.deepEqual(conversation, call);
});

test("days and months are exact multiples of the mean", () => {
  const model = modelOf(
    plan(callOf(500, { calls_per_day: 1_000, days_per_month: 31 })),
    flashImage,
  );
  assert.equal(model.day, amount("30.50"));
  assert.equal(model.month, amount("945.50"));
});

test("ten turns carry 10,000 picture tokens once, 55,000 re-sent, and none described", () => {
  const dialogue = callOf(0, { turns: 10, models: [flashImage, haiku], description_tokens: 50 });
  const { pictures } = modelOf(plan(dialogue), flashImage);
  const told = pictures?.map((way) => [
    way.sent,
    way.imageTokens,
    way.descriptionTokens,
    formatDollars(way.conversation ?? amount("-1.00")),
  ]);
  assert.deepEqual(told, [
    ["once", 10_000, 0, "0.005"],
    ["resent", 55_000, 0, "0.0275"],
    // 2,750 tokens of text, and ten descriptions by the cheapest that sees: 1,060 in, 50 out.
    ["described", 0, 2_750, "0.00465"],
  ]);
  assert.equal(pictures?.[2]?.describer, haiku);
});

test("each way that is told is what a workload sent so costs", () => {
  for (const image_history of ["once", "resent", "described"]) {
    const planned = plan(
      callOf(80, { turns: 7, models: [flashImage, haiku], image_history, prompt_tokens: 9 }),
    );
    for (const model of planned.models) {
      const way = model.pictures?.find(({ sent }) => sent === image_history);
      assert.equal(way?.conversation, plannedOf(model).conversation.mean, image_history);
    }
  }
});

test("a conversation sends again all that was said before", () => {
  const talk = { turns: 3, images: [], system_tokens: 100, prompt_tokens: 10, output_tokens: 20 };
  const { tokens, calls, windowTokens } = plannedOf(modelOf(plan(callOf(0, talk)), flashImage));
  // 110, then 110 + 20 + 10, then 140 + 20 + 10.
  assert.equal(tokens.text / (calls / 3), 110 + 140 + 170);
  assert.equal(windowTokens, 190);
});

test("a cached prefix costs the cache's price, and what is written to it costs too", () => {
  const talk = callOf(0, {
    turns: 2,
    images: [],
    system_tokens: 2_000,
    prompt_tokens: 1_000,
    cacheable_share: 1,
    models: ["gpt-4o", "claude-haiku-4-5"],
  });
  const planned = plan(talk, { list: "provider" });
  // gpt-4o, $2.50 and $1.25 cached: 2,000 cached and 1,000 new, then 3,000 cached and 1,000 new.
  const first = plannedOf(modelOf(planned, "gpt-4o")).conversation.mean;
  assert.equal(formatDollars(first), "0.01125");
  // claude-haiku-4-5, $1.00, $0.10 cached, $1.25 written: what the second call repeats is written.
  const second = modelOf(planned, "claude-haiku-4-5");
  assert.equal(formatDollars(plannedOf(second).conversation.mean), "0.00275");
  assert.equal(formatDollars(second.caching?.without ?? amount("-1.00")), "0.007");
  const flat = modelOf(plan(talk), "gpt-4o");
  assert.equal(flat.caching, null, "a flat price makes no difference");
  const short = plan({ ...talk, system_tokens: 10, prompt_tokens: 10 }, { list: "provider" });
  assert.equal(modelOf(short, "gpt-4o").caching, null, "a short prefix is not cached");
});

test("two steps save 70 percent and more of long answers, and cost more for short ones", () => {
  const models = [flashImage, haiku];
  const long = modelOf(plan(callOf(500, { models })), flashImage).twoStep;
  assert.equal(long?.writer, haiku);
  // Seen for 1,060 in and 50 out, written for 50 in and 500 out.
  assert.equal(formatDollars(long?.call ?? amount("-1.00")), "0.0041675");
  assert.equal(long?.savedPermille, 863);
  const short = modelOf(plan(callOf(30, { models })), flashImage).twoStep;
  assert.ok((short?.savedPermille ?? 0) < 0, String(short?.savedPermille));
});

test("nobody writes the second step who lacks what the work needs", () => {
  const asked = { models: [flashImage, haiku, "gpt-4o"], needs: ["json"] };
  const planned = plan(callOf(500, asked));
  assert.equal(modelOf(planned, flashImage).twoStep?.writer, "gpt-4o");
  // claude-3-5-haiku writes 8,192 tokens at most.
  const long = plan(callOf(9_000, { models: [flashImage, haiku, "gpt-4o"] }));
  assert.equal(modelOf(long, flashImage).twoStep?.writer, "gpt-4o");
  assert.equal(modelOf(planned, haiku).verdict, "not_recommended");
  assert.equal(modelOf(planned, haiku).reason, "can't be bound to a JSON schema");
});

test("break-even is the first length at which the other one is cheaper", () => {
  const question = { images: [], prompt_tokens: 1_000, models: ["gpt-4o", flashImage] };
  const compare = ["gpt-4o", flashImage];
  const found = plan(callOf(10, { ...question, compare })).compared?.breakEven;
  // $0.0025 and $10 against $0.0005 and $60: 0.002 / 0.00005 = 40 tokens cost the same.
  assert.deepEqual(found, { below: flashImage, above: "gpt-4o", outputTokens: 41 });
  const costs = [40, 41].map((output) => {
    const planned = plan(callOf(output, question));
    return compare.map((id) => plannedOf(modelOf(planned, id)).call.mean);
  });
  const [[gpt40 = 0n, image40 = 0n] = [], [gpt41 = 0n, image41 = 0n] = []] = costs;
  assert.equal(gpt40, image40);
  assert.ok(gpt41 < image41);
  const always = plan(
    callOf(10, {
      images: [],
      compare: ["gpt-4o", "claude-3-opus"],
      models: ["gpt-4o", "claude-3-opus"],
    }),
  );
  assert.deepEqual(always.compared?.breakEven, {
    below: "gpt-4o",
    above: "gpt-4o",
    outputTokens: null,
  });
});

test("each verdict says why: needs, window, limit, latency, cost", () => {
  const models = [flashImage, haiku, "gpt-4o", "claude-3-opus"];
  const measured = { [haiku]: 250, "gpt-4o": 700 };
  const slow = plan(
    callOf(500, {
      models,
      first_token_ms_max: 300,
      first_token_ms: measured,
    }),
  );
  const told = slow.models.map(({ offer, verdict, reason }) => [offer.model, verdict, reason]);
  assert.deepEqual(told, [
    [haiku, "recommended", "the cheapest of 3 that fit"],
    ["gpt-4o", "not_recommended", "700 ms to the first token; 300 ms are allowed"],
    [
      flashImage,
      "not_recommended",
      `34.9 times the cheapest, ${haiku}; 98 % of it is output, at 120 times the price of input`,
    ],
    ["claude-3-opus", "not_recommended", `60 times the cheapest, ${haiku}`],
  ]);
  const unmeasured = modelOf(plan(callOf(500, { first_token_ms_max: 300 })), flashImage);
  assert.equal(unmeasured.verdict, "with_caution");
  assert.match(unmeasured.reason, /^the only one that fits; .* time to the first token unknown/);
  const long = modelOf(plan(callOf(5_000, { models: ["claude-3-opus"] })), "claude-3-opus");
  assert.equal(long.reason, "answers of up to 5000 tokens; it gives at most 4096");
  const wide = modelOf(plan(callOf(5, { prompt_tokens: 150_000 })), flashImage);
  assert.equal(wide.reason, "needs up to 151005 tokens; its window is 131072");
});

test("what is cheaper is told with what it saves, and what_if says the same", () => {
  const workload = callOf(0, {
    images: [{ width: 2_048, height: 2_048, detail: "high" }],
    output_tokens: { range: [100, 300] },
    models: ["gpt-4o"],
  });
  const model = modelOf(plan(workload), "gpt-4o");
  const [half, low] = ["max_tokens=101", "detail=low"].map((change) =>
    model.cheaper.find((one) => one.change.startsWith(change.slice(0, 10))),
  );
  assert.ok(half !== undefined && low !== undefined, JSON.stringify(model.cheaper.length));
  const what_if = { detail: "low" };
  assert.equal(modelOf(plan({ ...workload, what_if }), "gpt-4o").whatIf?.call, low.call);
  const limit = Number(half.change.split("=")[1]);
  const limited = modelOf(plan({ ...workload, what_if: { max_tokens: limit } }), "gpt-4o");
  assert.equal(limited.whatIf?.call, half.call);
});

test("text that was counted in one vocabulary is counted as each model does", () => {
  const more = { images: [], counted_in: "o200k_base", models: ["gpt-4o", haiku] };
  const planned = plan(callOf(100, more), { list: "provider" });
  const mean = (id: string) => {
    const { tokens, calls } = plannedOf(modelOf(planned, id));
    return tokens.output / calls;
  };
  assert.deepEqual([mean("gpt-4o"), mean(haiku)], [100, 130]);
});

test("one call's spread is had without a plan, and is the same", () => {
  const { workload } = readShipped("pdf-extraction");
  const spread = spreadOfCall(workload, shippedOffer(flashImage), { seed: 1, calls: 2_000 });
  const planned = planQuestion(readShipped("pdf-extraction"));
  assert.deepEqual(spread, plannedOf(modelOf(planned, flashImage)).call);
});

test("the same seed gives the same bytes, and another one another sample", () => {
  const bytes = (seed: number) =>
    JSON.stringify(writePlan(planQuestion(readShipped("agent-dialogue", { seed }))));
  assert.equal(bytes(1), bytes(1));
  assert.notEqual(bytes(1), bytes(2));
});

test("a conversation beyond what can be told exactly is refused, not rounded", () => {
  assert.throws(() => plan(callOf(10_000_000, { turns: 1_000 })), {
    name: "WrongSetting",
    setting: "turns",
  });
});
