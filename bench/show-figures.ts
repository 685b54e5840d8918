import type { Baseline } from "./baseline.ts";
import { type Bound, type Figure, keepsBound } from "./figure.ts";

/** The figures as a table, with the baseline beside them where there is one. */
export function showFigures(figures: readonly Figure[], baseline: Baseline | null): string {
  const head = ["figure", "value", "ceiling", "verdict", "baseline", "note"];
  const rows = figures.map((figure) => [
    figure.label,
    show(figure.value, figure.unit),
    figure.bound === null ? "" : showBound(figure.bound, figure.unit),
    figure.bound === null ? "" : keepsBound(figure) ? "kept" : "BROKEN",
    showBaseline(figure, baseline),
    figure.note,
  ]);
  const table = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => widthOf(row, column))));
  const lines = table.map((row) =>
    row
      .map((cell, at) => pad(cell, at, widths))
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function widthOf(row: readonly string[], column: number): number {
  return row[column]?.length ?? 0;
}

/** Numbers stand at the right of their column, words at the left. */
function pad(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0;
  const numeric = column === 1 || column === 2 || column === 4;
  return numeric ? cell.padStart(width) : cell.padEnd(width);
}

function showBaseline({ id, unit }: Figure, baseline: Baseline | null): string {
  const value = baseline?.figures[id];
  return value === undefined ? "" : show(value, unit);
}

function showBound(bound: Bound, unit: string): string {
  return "atMost" in bound ? `≤ ${show(bound.atMost, unit)}` : `≥ ${show(bound.atLeast, unit)}`;
}

function show(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? 0 : 2;
  const shown = value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${shown} ${unit}`;
}
