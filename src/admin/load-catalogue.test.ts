import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createCatalogue } from "../core/catalogue/catalogue.ts";
import type { Detail } from "../core/chat/request.ts";
import { countPicture } from "../core/tokens/vision/rule.ts";
import { visionRuleAt } from "../core/tokens/vision/rule-at.ts";
import { pictureTokens } from "../providers/sandbox/vision-tokens.ts";
import { loadModels } from "./load-catalogue.ts";

const catalogue = createCatalogue(
  loadModels(fileURLToPath(new URL("../../data/models", import.meta.url))),
);
const now = Date.parse("2026-11-22");

/** Models whose facts are a provider's own, by the ids under which it sells them. */
const gradeA = {
  openai: [
    ...["gpt-4o", "gpt-4o-2024-05-13", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"],
    ...["gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-5.1", "gpt-5.2", "gpt-5.4", "gpt-5.4-mini"],
    ...["gpt-5.4-nano", "gpt-5.5", "gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.6-luna"],
  ],
  anthropic: [
    ...["claude-3-opus", "claude-3-haiku", "claude-3-5-haiku", "claude-haiku-4-5"],
    ...["claude-sonnet-4", "claude-sonnet-4-5", "claude-sonnet-4-6", "claude-sonnet-5"],
    ...["claude-opus-4", "claude-opus-4-1", "claude-opus-4-5", "claude-opus-4-6"],
    ...["claude-opus-4-7", "claude-opus-4-8", "claude-opus-5", "claude-fable-5"],
    "claude-mythos-5",
  ],
  google: [
    ...["gemini-3.1-flash-image", "gemini-3.1-flash-image-preview"],
    ...["gemini-3.1-flash-lite-image", "gemini-2.5-flash-image", "gemini-3-pro-image"],
    ...["gemini-3-pro-image-preview", "gemini-3.1-pro-preview", "gemini-3-pro-preview"],
    ...["gemini-3-flash-preview", "gemini-3.1-flash-lite", "gemini-3.5-flash"],
    ...["gemini-2.5-pro", "gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-1.5-pro"],
  ],
} as const;

test("the catalogue has every model of grade A under its own name", () => {
  for (const [provider, ids] of Object.entries(gradeA)) {
    for (const id of ids) {
      const model = catalogue.find(id);
      assert.ok(model !== null, id);
      assert.ok(
        model.routes.some((route) => route.provider === provider),
        id,
      );
      assert.ok(model.outputTokensMax <= model.contextWindow, id);
    }
  }
});

test("a picture counts by the model's rule what the sandbox counts by its own", () => {
  const sizes = [64, 384, 512, 700, 1024, 1920, 3000, 4096];
  const details: readonly Detail[] = ["low", "auto", "high"];
  let compared = 0;
  for (const model of catalogue.models) {
    const rule = visionRuleAt(model.sandbox?.vision ?? model.vision, now);
    // The sandbox bills this model's pictures as one surface does, and the rule expects another.
    if (rule === null || rule === "gemini-2-image") continue;
    for (const width of sizes) {
      for (const detail of details) {
        const size = { width, height: 1080, detail };
        const { tokens, tokensMax } = countPicture(rule, size);
        const billed = pictureTokens(model.id, size);
        assert.equal(tokens, billed, `${model.id} by ${rule}: ${JSON.stringify(size)}`);
        assert.ok(billed <= tokensMax);
        compared += 1;
      }
    }
  }
  assert.ok(compared > 1_000, `${compared} pictures`);
});
