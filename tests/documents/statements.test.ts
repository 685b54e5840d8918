import assert from "node:assert/strict";
import { test } from "node:test";
import { belowMill, fromMills, wholeMills } from "../../src/core/money/mills.ts";
import { formatDollars, type Picodollars, plus, zero } from "../../src/core/money/picodollars.ts";
import { parseRate, priceTokens } from "../../src/core/money/rate.ts";
import { type CycleSum, statementsUpTo } from "../../src/core/money/statement.ts";
import { readPage, tableAfter } from "./pages.ts";

const page = readPage("docs/reference/money.md");
const lines = tableAfter(page, "<!-- lines").map(([cycle = "", , tokens, ...told]) => {
  const rate = parseRate("60.00");
  assert(rate !== null);
  return { cycle, charged: priceTokens(rate, Number(tokens)), told };
});

test("each line of the worked statement is computed right", () => {
  for (const { charged, told } of lines) {
    const computed = [formatDollars(charged), `${wholeMills(charged)}`];
    assert.deepEqual(told, [...computed, formatDollars(belowMill(charged))]);
  }
});

test("and so is each month, and in the end nothing is lost", () => {
  const sums = [...new Set(lines.map(({ cycle }) => cycle))].map(sumOf);
  const rows = tableAfter(page, "<!-- cycles");
  const statements = statementsUpTo(sums, rows.at(-1)?.[0] ?? "");
  assert.deepEqual(
    statements.map(({ cycle, carryIn, charged, mills, carryOut }) => [
      cycle,
      formatDollars(carryIn),
      formatDollars(charged),
      String(mills),
      formatDollars(fromMills(mills)),
      formatDollars(carryOut),
    ]),
    rows,
  );
  const settled = statements.reduce((sum, { mills }) => sum + mills, 0n);
  const left = statements.at(-1)?.carryOut ?? zero;
  assert.equal(plus(fromMills(settled), left), total(lines.map(({ charged }) => charged)));
});

function sumOf(cycle: string): CycleSum {
  const charges = lines.filter((line) => line.cycle === cycle).map(({ charged }) => charged);
  const mills = charges.reduce((sum, charge) => sum + wholeMills(charge), 0n);
  const fractions = total(charges.map(belowMill));
  return { cycle, lines: charges.length, charged: total(charges), mills, fractions };
}

function total(amounts: readonly Picodollars[]): Picodollars {
  return plus(zero, ...amounts);
}
