import assert from "node:assert/strict";
import { test } from "node:test";
import { imageOutputRules } from "../../src/core/tokens/image-output/rule.ts";
import { textAccounts, textRules } from "../../src/core/tokens/text-rules.ts";
import { visionRuleNames } from "../../src/core/tokens/vision/rule.ts";
import { readPage, tableAfter } from "./pages.ts";

const page = readPage("docs/reference/tokens.md");

test("the page on tokens has every rule", () => {
  const endings = /^openai-patches-<budget>-<hundredths>(-[a-z-]+)$/;
  for (const name of visionRuleNames) {
    const written = endings.exec(name)?.[1] ?? name;
    assert.ok(page.includes(`\`${written}\``), name);
  }
  for (const name of [...imageOutputRules, ...textRules]) {
    assert.ok(page.includes(`\`${name}\``), name);
  }
});

test("the ratios of the page are those that count", () => {
  const rows = new Map(
    tableAfter(page, "## Text\n").map(([rule = "", , expected = ""]) => [rule, expected]),
  );
  for (const name of textRules) {
    const { ratios } = textAccounts[name];
    if (ratios === null) continue;
    const told = rows.get(name) ?? "";
    for (const script of ["latin", "cjk", "code"] as const) {
      const ratio = (ratios[script].hundredths / 100).toFixed(2);
      assert.ok(told.includes(ratio), `${name} ${script} ${ratio}: ${told}`);
    }
  }
});
