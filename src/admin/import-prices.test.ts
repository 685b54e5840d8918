import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { PriceVersion } from "../core/pricing/price.ts";
import { importPrices } from "./import-prices.ts";
import { loadPriceFile } from "./load-prices.ts";

const folder = mkdtempSync(join(tmpdir(), "farebox-import-"));
after(() => rmSync(folder, { recursive: true }));

function importText(name: string, text: string, models: readonly string[] | null = null) {
  const path = join(folder, name);
  writeFileSync(path, text);
  const wanted = models === null ? null : new Set(models);
  const imported = importPrices({ path, effectiveFrom: "2026-11-22", models: wanted });
  const written = join(folder, "imported.yaml");
  writeFileSync(written, imported.yaml);
  return { ...imported, versions: loadPriceFile(written) };
}

function only(versions: readonly PriceVersion[]): PriceVersion {
  const [version] = versions;
  assert.ok(version !== undefined && versions.length === 1);
  return version;
}

const litellm = `{
  "sample_spec": { "input_cost_per_token": 0.0, "output_cost_per_token": 0.0 },
  "gemini-3.1-flash-image": {
    "input_cost_per_token": 2.5e-07,
    "output_cost_per_token": 1.5e-06,
    "output_cost_per_image_token": 6e-05,
    "output_cost_per_image": 0.045,
    "cache_read_input_token_cost": 7.5e-08,
    "input_cost_per_token_above_200k_tokens": 5e-07,
    "output_cost_per_token_above_200k_tokens": 2.25e-06,
    "output_cost_per_token_batches": 7.5e-07,
    "max_tokens": 32768
  },
  "too-fine": { "input_cost_per_token": 1.23456789e-09, "output_cost_per_token": 1e-06 },
  "by-the-second": { "output_cost_per_second": 0.01 }
}`;

test("LiteLLM's prices are taken to the digit, and what has no place here is told", () => {
  const { versions, untaken, taken } = importText("litellm.json", litellm);
  const { model, price, confidence, effectiveFrom } = only(versions);
  assert.deepEqual([taken, model, confidence], [1, "gemini-3.1-flash-image", "B"]);
  assert.equal(effectiveFrom, Date.parse("2026-11-22"));
  assert.deepEqual(
    [price.input.text, price.input.cached, price.output.text, price.output.image],
    [250_000n, 75_000n, 1_500_000n, 60_000_000n],
  );
  const [tier] = price.tiers ?? [];
  assert.deepEqual(
    [tier?.above, tier?.input.text, tier?.input.cached, tier?.output.text, tier?.output.image],
    [200_000, 500_000n, 75_000n, 2_250_000n, 60_000_000n],
  );
  assert.deepEqual(untaken, [
    "gemini-3.1-flash-image: output_cost_per_image: no price here has such a rate",
    "gemini-3.1-flash-image: output_cost_per_token_batches: no price here has such a rate",
    "too-fine: input_cost_per_token: 1.23456789e-09 is finer than six decimals, or none",
    "too-fine: left out, it has no price of text in and out",
    "by-the-second: output_cost_per_second: no price here has such a rate",
    "by-the-second: left out, it has no price of text in and out",
  ]);
});

const cost = { input: 2.5, output: 15, cache_read: 0.25, output_audio: 80 };

test("models.dev's prices are taken from its JSON, by provider and tier", () => {
  const tiers = [{ tier: { type: "context", size: 272_000 }, input: 5, output: 22.5 }];
  const older = { input: 1.25, output: 10, context_over_200k: { input: 2.5, output: 15 } };
  const json = {
    one: { models: { "gpt-5.4": { cost: { ...cost, tiers } }, free: { name: "no cost" } } },
    two: { models: { "gemini-2.5-pro": { cost: older } } },
  };
  const { versions, untaken } = importText("api.json", JSON.stringify(json));
  assert.deepEqual(
    versions.map(({ model, price }) => [
      model,
      price.tiers?.[0]?.above,
      price.tiers?.[0]?.output.text,
    ]),
    [
      ["gpt-5.4", 272_000, 22_500_000n],
      ["gemini-2.5-pro", 200_000, 15_000_000n],
    ],
  );
  assert.deepEqual(untaken, ["gpt-5.4: output_audio: no price here has such a rate"]);
});

test("a model's TOML gives its cost and tiers, and nothing of its other tables", () => {
  const toml = `name = "GPT-5.4"
[cost] # dollars
input = 2.50
output = 15.00
cache_read = 0.25
[[cost.tiers]]
tier = { type = "context", size = 272_000 }
input = 5.00
output = 22.50
[limit]
input = 1_050_000
`;
  const { price, model } = only(importText("gpt-5.4.toml", toml).versions);
  assert.equal(model, "gpt-5.4");
  assert.deepEqual([price.input.text, price.input.cached], [2_500_000n, 250_000n]);
  assert.deepEqual([price.tiers?.[0]?.above, price.tiers?.[0]?.input.text], [272_000, 5_000_000n]);
});

test("two prices of one name are both left out where they differ, and one where they don't", () => {
  const offer = (input: number) => ({ models: { m: { cost: { input, output: 2 } } } });
  const differing = importText("two.json", JSON.stringify({ a: offer(1), b: offer(3) }));
  assert.equal(differing.taken, 0);
  assert.match(differing.untaken.join("\n"), /two prices that differ/);
  assert.equal(importText("two.json", JSON.stringify({ a: offer(1), b: offer(1) })).taken, 1);
});

test("only the models asked for are taken, and what is no price file is refused", () => {
  const some = importText("litellm.json", litellm, ["by-the-second"]);
  assert.equal(some.untaken.length, 2);
  assert.throws(() => importText("broken.json", "{"), { name: "WrongSetting" });
  assert.throws(() => importText("list.json", "[]"), /LiteLLM's JSON/);
});
