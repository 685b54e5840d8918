import assert from "node:assert/strict";
import { test } from "node:test";
import { visionRuleAt } from "../tokens/vision/rule-at.ts";
import { createCatalogue, replaceModels } from "./catalogue.ts";
import { readModel } from "./read-model.ts";

function model(id: string, more: Record<string, unknown> = {}) {
  return readModel({ name: "models[0]", value: { ...minimal, id, ...more } });
}

const minimal = {
  id: "my-model",
  routes: [{ provider: "local", model: "upstream" }],
  context_window: 128_000,
  output_tokens_max: 16_384,
  released: "2025-01",
};

test("a model is found by its id and by its aliases", () => {
  const catalogue = createCatalogue([model("one", { aliases: ["uno", "x/one"] }), model("two")]);
  assert.equal(catalogue.find("one")?.id, "one");
  assert.equal(catalogue.find("uno")?.id, "one");
  assert.equal(catalogue.find("x/one")?.id, "one");
  assert.equal(catalogue.find("One"), null);
  assert.equal(catalogue.find("toString"), null);
});

test("an unknown name is answered with the nearest ones", () => {
  const catalogue = createCatalogue([
    model("gpt-4o", { aliases: ["omni"] }),
    model("gpt-4o-mini"),
    model("claude-3-opus"),
  ]);
  assert.deepEqual(catalogue.nearest("gpt4o", 2), ["gpt-4o", "gpt-4o-mini"]);
  assert.deepEqual(catalogue.nearest("omnii", 1), ["gpt-4o"]);
  assert.deepEqual(catalogue.nearest("CLAUDE-OPUS", 1), ["claude-3-opus"]);
  assert.equal(catalogue.nearest("x".repeat(100_000), 9).length, 3);
});

test("two models with one name are refused", () => {
  assert.throws(() => createCatalogue([model("one"), model("one")]), /two models are called one/);
  assert.throws(
    () => createCatalogue([model("one"), model("two", { aliases: ["one"] })]),
    /two models are called one/,
  );
});

test("an operator's model replaces the shipped one of its name", () => {
  const shipped = [model("one", { aliases: ["uno"] }), model("two")];
  const own = [model("one", { context_window: 5 }), model("uno"), model("three")];
  const catalogue = createCatalogue(replaceModels(shipped, own));
  assert.equal(catalogue.find("one")?.contextWindow, 5);
  assert.equal(catalogue.find("uno")?.id, "uno");
  assert.deepEqual(
    catalogue.models.map((one) => one.id),
    ["two", "one", "uno", "three"],
  );
});

test("a model says little and the rest is known", () => {
  const value = {
    ...minimal,
    routes: [{ provider: "local", model: "upstream", vision: "openai-tiles-85-170" }],
    price: { input: "1.00", output: "10.00" },
  };
  assert.deepEqual(readModel({ name: "models[0]", value }), {
    id: "my-model",
    name: "my-model",
    aliases: [],
    contextWindow: 128_000,
    outputTokensMax: 16_384,
    released: "2025-01",
    input: ["text", "image"],
    output: ["text"],
    text: "o200k_base",
    vision: null,
    toolPrompt: null,
    imageOutput: null,
    hiddenOutput: false,
    lacks: [],
    routes: [
      {
        provider: "local",
        model: "upstream",
        vision: [{ from: 0, rule: "openai-tiles-85-170" }],
        text: null,
        contextWindow: null,
        streams: true,
        hiddenOutput: undefined,
      },
    ],
    sandbox: undefined,
  });
  assert.deepEqual(readModel({ name: "m", value: minimal }).input, ["text"]);
});

test("an entry takes what it leaves out from the model it replaces", () => {
  const base = model("one", { vision: "tiles-258", aliases: ["uno"], hidden_output: true });
  const value = { id: "one", routes: [{ provider: "mine", model: "m" }] };
  const read = readModel({ name: "m", value }, base);
  assert.equal(read.contextWindow, 128_000);
  assert.deepEqual(read.vision, [{ from: 0, rule: "tiles-258" }]);
  assert.equal(read.hiddenOutput, true);
  assert.deepEqual(read.aliases, ["uno"]);
  assert.equal(read.routes[0]?.provider, "mine");
});

test("a wrong entry is refused, and the line names the field and what is allowed", () => {
  const wrong: readonly [Record<string, unknown>, RegExp][] = [
    [{ id: "two words" }, /models\[0\]\.id: "two words"/],
    [{ id: undefined }, /models\[0\]\.id/],
    [{ context_window: 0 }, /models\[0\]\.context_window: "0" \(allowed: a whole number from 1/],
    [{ context_window: undefined }, /models\[0\]\.context_window/],
    [{ vision: "tiles-9" }, /models\[0\]\.vision: "tiles-9" \(allowed: tiles-258, /],
    [{ vision: [] }, /models\[0\]\.vision.*in the order of their dates/],
    [{ vision: [{ from: "soon", rule: "grok" }] }, /models\[0\]\.vision\[0\]\.from/],
    [{ vision: [{ from: "2026-01-01", rule: "tiles-9" }] }, /vision\[0\]\.rule: "tiles-9"/],
    [
      {
        vision: [
          { from: "2026-01-02", rule: "grok" },
          { from: "2026-01-01", rule: "llama-4" },
        ],
      },
      /models\[0\]\.vision.*in the order of their dates/,
    ],
    [{ lacks: ["sight"] }, /models\[0\]\.lacks\[0\]: "sight" \(allowed: tools, json\)/],
    [{ tool_prompt: { auto: 1 } }, /models\[0\]\.tool_prompt\.forced/],
    [{ text: "gpt2" }, /models\[0\]\.text/],
    [{ released: "soon" }, /models\[0\]\.released/],
    [{ released: "2025-13" }, /models\[0\]\.released/],
    [{ routes: [] }, /models\[0\]\.routes.*at least one/],
    [{ routes: [{ provider: "p" }] }, /models\[0\]\.routes\[0\]\.model/],
    [{ routes: [{ provider: "p", model: "m", speed: 1 }] }, /routes\[0\]\.speed/],
    [{ input: ["text", "image"] }, /models\[0\]\.vision/],
    [{ input: ["smell"] }, /models\[0\]\.input\[0\]/],
    [{ colour: "red" }, /models\[0\]\.colour/],
    [{ sandbox: { vision: "x" } }, /models\[0\]\.sandbox\.vision/],
  ];
  for (const [more, message] of wrong) {
    const value = { ...minimal, ...more };
    assert.throws(() => readModel({ name: "models[0]", value }), { name: "WrongSetting", message });
  }
});

test("a rule that changes at a date is chosen by the moment of the call", () => {
  const vision = [
    { from: "2026-01-01", rule: "openai-patches-1536-162" },
    { from: "2026-10-05", rule: "openai-patches-1536-120to162" },
  ];
  const read = model("one", { vision }).vision;
  const at = (instant: string) => visionRuleAt(read, Date.parse(instant));
  assert.equal(at("2025-06-01T00:00:00Z"), "openai-patches-1536-162", "before any date");
  assert.equal(at("2026-10-04T23:59:59.999Z"), "openai-patches-1536-162");
  assert.equal(at("2026-10-05T00:00:00Z"), "openai-patches-1536-120to162");
  assert.equal(visionRuleAt(null, 0), null);
  assert.equal(visionRuleAt(model("two", { vision: "grok" }).vision, 0), "grok");
});
