import { showValue } from "./at.ts";

export interface Column {
  readonly title: string;
  /** Amounts and counts stand to the right. */
  readonly right?: boolean;
  /** Gives way where the terminal is narrow; amounts and ids never do. */
  readonly flexible?: boolean;
  readonly cell: (row: unknown) => unknown;
}

const gap = "  ";

/** Characters that a flexible column keeps, however narrow the terminal is. */
const flexibleMin = 6;

/**
 * Rows as an aligned table, each line without blanks at its end. `width` is the terminal's, in
 * columns; null where nobody looks, and nothing is cut.
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly unknown[],
  width: number | null,
): string {
  const titles = columns.map(({ title }) => title);
  const cells = rows.map((row) => columns.map(({ cell }) => showValue(cell(row))));
  const widths = fitWidths(columns, [titles, ...cells], width);
  return [titles, ...cells].map((line) => `${formatLine(columns, line, widths)}\n`).join("");
}

function formatLine(
  columns: readonly Column[],
  line: readonly string[],
  widths: readonly number[],
): string {
  return columns
    .map(({ right }, index) => {
      const size = widths[index] ?? 0;
      const text = cut(line[index] ?? "", size);
      const blank = " ".repeat(Math.max(0, size - lengthOf(text)));
      return right === true ? blank + text : text + blank;
    })
    .join(gap)
    .trimEnd();
}

/** As wide as the widest cell; what is too much for the terminal is taken from flexible columns. */
function fitWidths(
  columns: readonly Column[],
  lines: readonly (readonly string[])[],
  width: number | null,
): readonly number[] {
  const widths = columns.map((_column, index) =>
    Math.max(...lines.map((line) => lengthOf(line[index] ?? ""))),
  );
  if (width === null) return widths;
  const whole = widths.reduce((sum, one) => sum + one, gap.length * (columns.length - 1));
  for (let excess = whole - width; excess > 0; excess -= 1) {
    const widest = widestFlexible(columns, widths);
    if (widest === null) return widths;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function widestFlexible(columns: readonly Column[], widths: readonly number[]): number | null {
  let widest: number | null = null;
  for (const [index, column] of columns.entries()) {
    const size = widths[index] ?? 0;
    if (column.flexible !== true || size <= flexibleMin) continue;
    if (widest === null || size > (widths[widest] ?? 0)) widest = index;
  }
  return widest;
}

function cut(text: string, size: number): string {
  const letters = [...text];
  return letters.length <= size ? text : `${letters.slice(0, size - 1).join("")}…`;
}

function lengthOf(text: string): number {
  return [...text].length;
}
