import assert from "node:assert/strict";
import { test } from "node:test";
import { type Feature, features } from "../conformance/features.ts";
import { type Cell, completeCells, pagePath, type Row, writePage } from "../conformance/table.ts";
import { readPage, tableAfter } from "./pages.ts";

// What each suite found is held against its row by the suite; here is what lies around the rows.
const page = readPage(pagePath);

test("nothing of the page is written by hand: its rows and reasons give all of it", () => {
  const rows = tableAfter(page, "# Conformance").map(readRow);
  assert.equal(writePage(rows), page);
});

test("the packages of the page are those that the tests install", () => {
  const named = new Set(tableAfter(page, "# Conformance").flatMap(([client = ""]) => rest(client)));
  const manifest: unknown = JSON.parse(readPage("package.json"));
  const installed = `${JSON.stringify(manifest)}\n${readPage("tests/python-requirements.txt")}
${readPage("tests/python-litellm-requirements.txt")}`;
  for (const one of named) {
    const [name = "", version = ""] = one.split(" ");
    const pinned = [`"${name}":"${version}"`, `\n${name}==${version}\n`];
    assert(
      pinned.some((pin) => installed.includes(pin)),
      `${one} is not what is installed: npm run conformance`,
    );
  }
});

function rest(client: string): readonly string[] {
  return client.split("<br>").slice(1);
}

function readRow([client = "", speaks = "", ...found]: readonly string[]): Row {
  const [name = ""] = client.split("<br>");
  const read = features.map(
    (feature, at) => [feature, readCell(name, feature, found[at])] as const,
  );
  return { name, speaks, packages: rest(client), cells: completeCells(new Map(read)) };
}

function readCell(name: string, feature: Feature, shown = ""): Cell {
  if (shown === "yes") return { kind: "yes" };
  const kind = /^\[(no|partly|not offered)\]\(#why-not\)$/.exec(shown)?.[1];
  assert(
    kind === "no" || kind === "partly" || kind === "not offered",
    `${name}, ${feature}: ${shown}`,
  );
  const notes = page.split("\n").filter((line) => line.startsWith(`- **${name}** (`));
  const reasons = notes.flatMap((line) => {
    const [, touched = "", reason = ""] = /^- \*\*.*?\*\* \((.*?)\): (.*)\.$/.exec(line) ?? [];
    return touched.split(", ").includes(feature) ? [reason] : [];
  });
  assert.equal(reasons.length, 1, `${name}, ${feature} has one reason`);
  return { kind, reason: reasons[0] ?? "" };
}
