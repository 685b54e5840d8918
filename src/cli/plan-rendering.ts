import { styleText } from "node:util";
import type { Verdict } from "../core/planning/judge-model.ts";
import { type Column, formatTable } from "./table.ts";

/** What is told of a plan, whatever it is printed on. */
export interface Report {
  readonly title: string;
  readonly notes: readonly string[];
  readonly sections: readonly Section[];
}

export interface Section {
  readonly heading: string;
  /** Whether its last columns are sentences, which stand below where they don't fit beside. */
  readonly isProse?: boolean;
  readonly columns: readonly Column[];
  /** Titles of columns that are left out, one by one, where the terminal is too narrow. */
  readonly spare?: readonly string[];
  readonly rows: readonly ReportRow[];
  /** Each told below the table. */
  readonly notes: readonly string[];
}

export interface ReportRow {
  readonly verdict: Verdict;
  /** Lengths of a bar's parts, each from 0 to 1 of the longest bar; null where there is none. */
  readonly bar: readonly number[] | null;
}

/** Characters of the longest bar, and of the shortest room that is worth one. */
const barMax = 32;
const barLeast = 8;
/** Text, pictures, answer: they differ without colours too. */
const shades = ["░", "▒", "█"];

const colours: Readonly<Record<Verdict, "green" | "yellow" | "red">> = {
  recommended: "green",
  with_caution: "yellow",
  not_recommended: "red",
};

/** The tables one below the other, bars where there is room; `width` null where nobody looks. */
export function renderTerminal(report: Report, width: number | null): string {
  const sections = report.sections.map((section) => renderSection(section, width));
  const notes = report.notes.map((note) => `${wrap(note, width)}\n`).join("");
  return `${wrap(report.title, width)}\n${notes}${sections.join("")}`;
}

/** The same tables for a document. */
export function renderMarkdown({ title, notes, sections }: Report): string {
  const tables = sections.map(({ heading, columns, rows, notes: told }) => {
    const below = told.map((note) => `\n${note}\n`).join("");
    return `\n### ${heading}\n\n${markdownTable(columns, rows)}${below}`;
  });
  return `## ${title}\n\n${notes.map((note) => `${note}\n`).join("\n")}${tables.join("")}`;
}

function renderSection(section: Section, width: number | null): string {
  const notes = section.notes.map((note) => `${wrap(note, width)}\n`).join("");
  const table = fitTable(section, width);
  const longest = lengthOf(table);
  if (section.isProse === true && width !== null && longest > width) {
    return `\n${section.heading}\n${renderProse(section, width)}${notes}`;
  }
  const [titles = "", ...lines] = table;
  const room = Math.min(barMax, width === null ? barMax : width - longest - 2);
  const hasBars = room >= barLeast && section.rows.some(({ bar }) => bar !== null);
  const shown = lines.map((line, at) => {
    const row = section.rows[at];
    if (row === undefined) return line;
    const bar = row.bar === null || !hasBars ? "" : drawBar(row.bar, room);
    const blank = " ".repeat(longest - [...line].length + 2);
    return colourMark(bar === "" ? line : `${line}${blank}${bar}`, row.verdict);
  });
  const legend = hasBars ? " (░ text, ▒ pictures, █ the answer)" : "";
  return `\n${section.heading}${legend}\n${[titles, ...shown].join("\n")}\n${notes}`;
}

function fitTable({ columns, spare = [], rows }: Section, width: number | null) {
  let kept = columns;
  let table = formatTable(kept, rows, width).trimEnd().split("\n");
  for (const title of spare) {
    if (width === null || lengthOf(table) <= width) break;
    kept = kept.filter((one) => one.title !== title);
    table = formatTable(kept, rows, width).trimEnd().split("\n");
  }
  return table;
}

function lengthOf(lines: readonly string[]): number {
  return Math.max(...lines.map((line) => [...line].length));
}

/** What stands in no table: who it is about, and below it, set in, what there is to say. */
function renderProse({ columns, rows }: Section, width: number): string {
  const named = columns.findIndex(({ title }) => title === "MODEL") + 1;
  const tell = (row: ReportRow): string => {
    const cells = columns.map(({ cell }) => cell(row));
    const head = cells
      .slice(0, named)
      .map((cell) => String(cell).padEnd(4))
      .join("  ");
    const told = cells.slice(named).filter((cell) => cell !== null && cell !== undefined);
    const lines = told.map((cell) => wrap(String(cell), width - 4).replaceAll(/^/gm, "    "));
    return colourMark([head, ...lines].join("\n"), row.verdict);
  };
  return rows.map((row) => `${tell(row)}\n`).join("");
}

/** Never nothing where there is a cost. */
function drawBar(parts: readonly number[], room: number): string {
  let sum = 0;
  let drawn = 0;
  let text = "";
  for (const [index, part] of parts.entries()) {
    sum += part;
    const end = Math.round(sum * room);
    text += (shades[index] ?? "█").repeat(Math.max(0, end - drawn));
    drawn = Math.max(drawn, end);
  }
  return text === "" && sum > 0 ? "▏" : text;
}

const marks: Readonly<Record<Verdict, string>> = {
  recommended: "yes",
  with_caution: "care",
  not_recommended: "no",
};

/** A verdict as a word that fits a column. */
export function markOf(verdict: Verdict): string {
  return marks[verdict];
}

/** Colours the word at the line's beginning, where it is one; `NO_COLOR` and pipes see none. */
function colourMark(line: string, verdict: Verdict): string {
  const mark = marks[verdict];
  if (!line.startsWith(`${mark} `)) return line;
  return styleText(colours[verdict], mark, { stream: process.stdout }) + line.slice(mark.length);
}

/** Breaks a sentence at blanks; a longer word stands over. */
function wrap(text: string, width: number | null): string {
  if (width === null) return text;
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || [...last].length + 1 + [...word].length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join("\n");
}

function markdownTable(columns: readonly Column[], rows: readonly unknown[]): string {
  const line = (cells: readonly unknown[]): string =>
    `| ${cells.map((cell) => String(cell ?? "").replaceAll("|", "\\|")).join(" | ")} |\n`;
  const rule = columns.map(({ right }) => (right === true ? "---:" : "---"));
  return (
    line(columns.map(({ title }) => title)) +
    line(rule) +
    rows.map((row) => line(columns.map(({ cell }) => cell(row)))).join("")
  );
}
