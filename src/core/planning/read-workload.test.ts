import assert from "node:assert/strict";
import { test } from "node:test";
import { shippedCatalogue } from "../../../tests/doubles/planning.ts";
import { readPlanQuestion } from "./read-plan-question.ts";

const minimal = { calls_per_day: 10, prompt_tokens: 5, output_tokens: 7 };

function read(more: Record<string, unknown>) {
  return readPlanQuestion({ ...minimal, ...more }, shippedCatalogue);
}

test("a workload says little and the rest is known", () => {
  const { workload, seed, compare, whatIf } = read({});
  assert.deepEqual([seed, compare, whatIf], [1, null, null]);
  assert.deepEqual(workload, {
    name: "workload",
    about: "",
    callsPerDay: 10,
    daysPerMonth: 30,
    turns: 1,
    systemTokens: 0,
    promptTokens: { kind: "fixed", tokens: 5 },
    outputTokens: { kind: "fixed", tokens: 7 },
    outputTokensMax: null,
    pictures: [],
    picturesSent: "resent",
    descriptionTokens: 50,
    instructionTokens: 60,
    describedBy: null,
    cacheableShare: 0,
    countedIn: "model",
    needs: [],
    firstTokenMsMax: null,
    firstTokenMs: new Map(),
    models: null,
  });
});

test("conversations a day are so many calls, and models go by any of their names", () => {
  const { calls_per_day: _calls, ...others } = minimal;
  const question = readPlanQuestion(
    {
      ...others,
      conversations_per_day: 4,
      turns: 3,
      models: ["openai/gpt-4o", "gpt-4o"],
      first_token_ms: { "openai/gpt-4o": 250 },
    },
    shippedCatalogue,
  );
  assert.equal(question.workload.callsPerDay, 12);
  assert.deepEqual(question.workload.models, ["gpt-4o"]);
  assert.equal(question.workload.firstTokenMs.get("gpt-4o"), 250);
});

test("a change is read as the workload would be, and told where it stands", () => {
  const images = [{ width: 10, height: 10 }, { tokens: 900 }];
  const { whatIf } = read({ images, what_if: { detail: "low", max_tokens: 2 } });
  assert.equal(whatIf?.outputTokensMax, 2);
  assert.deepEqual(whatIf?.pictures, [
    { count: 1, width: 10, height: 10, detail: "low" },
    { count: 1, tokens: 900 },
  ]);
  const talks = read({ what_if: { conversations_per_day: 3, turns: 2 } });
  assert.equal(talks.whatIf?.callsPerDay, 6);
});

test("every mistake is told by its path, with what was seen and what is allowed", () => {
  const wrong: readonly [Record<string, unknown>, string, string, RegExp][] = [
    [{ colour: "red" }, "colour", '"red"', /^one of name, about, calls_per_day/],
    [{ calls_per_day: -1 }, "calls_per_day", '"-1"', /whole number from 1/],
    [{ calls_per_day: undefined }, "calls_per_day", "nothing", /whole number from 1/],
    [{ conversations_per_day: 1 }, "conversations_per_day", '"1"', /not both/],
    [{ prompt_tokens: -3 }, "prompt_tokens", '"-3"', /whole number from 0/],
    [{ prompt_tokens: 1.5 }, "prompt_tokens", '"1.5"', /whole number/],
    [{ prompt_tokens: undefined }, "prompt_tokens", "nothing", /range, lognormal/],
    [{ output_tokens: {} }, "output_tokens", '"{}"', /range, lognormal, values, histogram/],
    [{ output_tokens: { gauss: 3 } }, "output_tokens.gauss", '"3"', /one of range, lognormal/],
    [{ output_tokens: { range: [5, 2] } }, "output_tokens.range", '"[5,2]"', /smaller .* first/],
    [{ output_tokens: { range: [5] } }, "output_tokens.range", '"[5]"', /two whole numbers/],
    [{ output_tokens: { range: [-1, 2] } }, "output_tokens.range[0]", '"-1"', /from 0/],
    [
      { output_tokens: { lognormal: { p50: 9, p95: 5, max: 10 } } },
      "output_tokens.lognormal.p95",
      '"5"',
      /whole number from 9/,
    ],
    [
      { output_tokens: { lognormal: { p50: 9, p95: 10 } } },
      "output_tokens.lognormal.max",
      "nothing",
      /whole number from 10/,
    ],
    [{ output_tokens: { values: [] } }, "output_tokens.values", '"a list of 0"', /list of 1 to/],
    [{ output_tokens: { values: [1, "x"] } }, "output_tokens.values[1]", '"x"', /whole number/],
    [
      { output_tokens: { histogram: [{ from: 1, to: 2, count: 0 }] } },
      "output_tokens.histogram",
      '"[{"from":1,"to":2,"count":0}]"',
      /count above 0/,
    ],
    [{ turns: 0 }, "turns", '"0"', /whole number from 1 to 1000/],
    [{ images: { width: 1 } }, "images", '"{"width":1}"', /a list/],
    [{ images: [{ width: 10 }] }, "images[0].height", "nothing", /whole number from 1/],
    [{ images: [{ tokens: 5, width: 10 }] }, "images[0].width", '"10"', /either tokens or a size/],
    [
      { images: [{ width: 1, height: 1, detail: "tiny" }] },
      "images[0].detail",
      '"tiny"',
      /auto, low, high, original/,
    ],
    [{ image_history: "never" }, "image_history", '"never"', /once, resent, described/],
    [{ cacheable_share: 1.5 }, "cacheable_share", '"1.5"', /from 0 to 1/],
    [{ needs: ["wings"] }, "needs[0]", '"wings"', /vision, tools, json/],
    [{ models: ["gpt-4oo"] }, "models[0]", '"gpt-4oo"', /the nearest are gpt-4o/],
    [{ models: [] }, "models", '"an empty list"', /at least one/],
    [{ described_by: "nobody" }, "described_by", '"nobody"', /the id of a model/],
    [{ first_token_ms: { "gpt-4o": 0 } }, "first_token_ms.gpt-4o", '"0"', /from 1/],
    [{ first_token_ms: { x: 1 } }, "first_token_ms.x", '"x"', /the id of a model/],
    [{ seed: -1 }, "seed", '"-1"', /whole number from 0/],
    [{ compare: ["gpt-4o"] }, "compare", '"["gpt-4o"]"', /two models/],
    [{ what_if: { detail: "tiny" } }, "what_if.detail", '"tiny"', /auto, low/],
    [{ what_if: { max_tokens: -1 } }, "what_if.max_tokens", '"-1"', /from 1/],
    [{ what_if: { colour: 1 } }, "what_if.colour", '"1"', /one of detail, name/],
  ];
  for (const [more, setting, seen, allowed] of wrong) {
    assert.throws(() => read(more), { name: "WrongSetting", setting, seen, allowed }, setting);
  }
  for (const value of [null, 7, [1], "text"]) {
    assert.throws(() => readPlanQuestion(value, shippedCatalogue), { setting: "workload" });
  }
});
