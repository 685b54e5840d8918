import assert from "node:assert/strict";
import { test } from "node:test";
import { planQuestion, readShipped, shippedWorkloads } from "../../tests/doubles/planning.ts";
import { renderMarkdown, renderTerminal } from "./plan-rendering.ts";
import { reportPlan } from "./plan-report.ts";

function reportOf(name: string) {
  return reportPlan(planQuestion(readShipped(name), { calls: 600 }), "flat");
}

test("a plan fits terminals of 72 columns and more, with bars and whole names", () => {
  for (const name of shippedWorkloads) {
    const report = reportOf(name);
    for (const width of [72, 80, 100, 160]) {
      const text = renderTerminal(report, width);
      for (const line of text.split("\n"))
        assert.ok([...line].length <= width, `${width}: ${line}`);
      assert.match(text, /gemini-3\.1-flash-image-preview +[\d.,]+ +\d+% {2}[░▒█▏]+$/m);
      assert.doesNotMatch(text, /…/);
    }
  }
});

test("the dearest model has the longest bar, and none that costs is without", () => {
  const text = renderTerminal(reportOf("agent-dialogue"), 100);
  const bars = [...text.matchAll(/(\S+) +[\d.,]+ +\d+% {2}([░▒█▏]+)$/gm)].map(
    ([, model = "", bar = ""]) => ({ model, length: bar.length }),
  );
  assert.equal(bars.length, 10);
  const longest = bars.reduce((high, one) => (one.length > high.length ? one : high));
  assert.equal(longest.model, "claude-3-opus");
});

test("Markdown tables have as many cells in every row as in their head", () => {
  const text = renderMarkdown(reportOf("tagging"));
  const tables = text.split("\n\n").filter((one) => one.startsWith("|"));
  assert.ok(tables.length >= 4);
  for (const table of tables) {
    const cells = table
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/(?<!\\)\|/).length);
    assert.equal(new Set(cells).size, 1, table);
  }
});
