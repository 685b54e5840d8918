import assert from "node:assert/strict";
import { test } from "node:test";
import { picodollars } from "../money/picodollars.ts";
import { noUsage } from "../tokens/usage.ts";
import { readStepFacts, stepFacts } from "./step-facts.ts";

test("what the journal tells of steps is read back as it was", () => {
  const first = {
    model: "eye = one",
    priceVersion: "flat:eye:2026-01-01",
    usage: { ...noUsage, prompt: { ...noUsage.prompt, text: 61, image: 258 } },
    due: picodollars(159_500_000n),
    providerCost: picodollars(9n),
  };
  const second = {
    model: "pen",
    priceVersion: "flat:pen:2026-01-01",
    usage: { ...noUsage, completion: { ...noUsage.completion, text: 50 } },
    due: picodollars(0n),
  };
  const facts = { charge: "1", ...stepFacts([first, second]) };
  assert.deepEqual(readStepFacts(facts), [
    { model: first.model, usage: first.usage, due: first.due, providerCost: first.providerCost },
    { model: "pen", usage: second.usage, due: second.due, providerCost: null },
  ]);
  assert.deepEqual(readStepFacts({ charge: "1" }), []);
  assert.deepEqual(stepFacts(undefined), {});
});
