import assert from "node:assert/strict";
import { type Feature, features } from "./features.ts";

/** What a run found of one feature of one client. */
export type Cell =
  | { readonly kind: "yes" }
  | { readonly kind: "no" | "partly"; readonly reason: string }
  | { readonly kind: "not offered"; readonly reason: string };

/** What a run found of one client. */
export interface Row {
  readonly name: string;
  readonly speaks: string;
  readonly packages: readonly string[];
  readonly cells: Readonly<Record<Feature, Cell>>;
}

/** Where the page lies, from the project's root. */
export const pagePath = "docs/reference/conformance.md";

/** All cells of a row; throws where a feature has none, because its check failed. */
export function completeCells(found: ReadonlyMap<Feature, Cell>): Row["cells"] {
  const cellOf = (feature: Feature): Cell => found.get(feature) ?? assert.fail(`${feature} failed`);
  return {
    plain: cellOf("plain"),
    streamed: cellOf("streamed"),
    pictures: cellOf("pictures"),
    tools: cellOf("tools"),
    "JSON schema": cellOf("JSON schema"),
    usage: cellOf("usage"),
    errors: cellOf("errors"),
    abort: cellOf("abort"),
    charge: cellOf("charge"),
  };
}

/** The page of what a run found; its rows in the order of the names. */
export function writePage(rows: readonly Row[]): string {
  const columns = ["client", "speaks", ...features];
  const sorted = [...rows].sort((one, other) => (one.name < other.name ? -1 : 1));
  const notes = sorted.flatMap(writeNotes);
  return [
    heading,
    `| ${columns.join(" | ")} |`,
    `|${columns.map(() => "---").join("|")}|`,
    ...sorted.map(writeRow),
    ...(notes.length === 0 ? [] : ["", "## Why not", "", ...notes]),
    footing,
  ].join("\n");
}

/** A client's line of the table. */
export function writeRow({ name, speaks, packages, cells }: Row): string {
  const client = `${name}<br>${packages.map((one) => `\`${one}\``).join("<br>")}`;
  const found = features.map((feature) => {
    const { kind } = cells[feature];
    return kind === "yes" ? kind : `[${kind}](#why-not)`;
  });
  return `| ${[client, `\`${speaks}\``, ...found].join(" | ")} |`;
}

/** A line for each reason why features of a client don't work, with those features. */
export function writeNotes({ name, cells }: Row): readonly string[] {
  const byReason = new Map<string, Feature[]>();
  for (const feature of features) {
    const cell = cells[feature];
    if (cell.kind === "yes") continue;
    byReason.set(cell.reason, [...(byReason.get(cell.reason) ?? []), feature]);
  }
  return [...byReason].map(
    ([reason, touched]) => `- **${name}** (${touched.join(", ")}): ${reason}.`,
  );
}

const heading = `# Conformance

Clients that nobody here wrote, as their users install and configure them, against the running
gateway. This page is written by the run: \`npm run conformance\` drives every client through every
feature and writes down what it found, and \`npm test\` fails where the page says anything else.
`;

const footing = `
## What is asked of each

Each feature is shown with a model of each provider (\`gpt-4o\`, \`claude-opus-5\`,
\`gemini-3.1-flash-image-preview\`), so every client reaches every upstream. Errors are those of the
first.

| feature | shown by |
|---|---|
| plain | an answer, whole |
| streamed | an answer in pieces, which says what the whole one says |
| pictures | a PNG in the message, measured by who answers, whole and streamed |
| tools | a function's call, and in a second turn the answer that its result led to |
| JSON schema | an object, parsed, as the schema wants it |
| usage | tokens in and out as the client tells them, whole and streamed: the record's |
| errors | 401, 402, 404 and 429, each with its status and the gateway's sentence |
| abort | the client leaves in mid-stream; the upstream's meter stops, and bounds the charge |
| charge | what left the account is what the upstream's meter counted, at the model's price |

The charge is checked after plain, streamed, pictures, tools and JSON schema too.
`;
