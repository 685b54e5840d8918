import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Client } from "./client.ts";
import { checks, type Feature, features } from "./features.ts";
import { models, type Stage } from "./stage.ts";
import { type Cell, completeCells, pagePath, type Row, writeNotes, writeRow } from "./table.ts";

const root = join(import.meta.dirname, "..", "..");
/** Where a run that writes the page leaves what it found. */
const resultsFolder = process.env["FAREBOX_CONFORMANCE_RESULTS"];

/**
 * Drives a client through every feature, one test each, and holds the page's row against what came
 * of it. A limit that a client declares is a claim like any other: the feature must fail.
 */
export function showClient(client: Client, stage: Stage): void {
  const cells = new Map<Feature, Cell>();
  for (const feature of features) {
    test(`${client.name}: ${feature}`, async () => {
      cells.set(feature, await show(client, feature, stage));
    });
  }
  test(`${client.name}: the page says what was found`, () => {
    const row: Row = { ...nameOf(client), cells: completeCells(cells) };
    if (resultsFolder === undefined) assertShown(row);
    else keepResult(resultsFolder, row);
  });
  after(() => client.close?.());
}

async function show(client: Client, feature: Feature, stage: Stage): Promise<Cell> {
  const lack = client.lacks?.[feature];
  if (lack !== undefined) return { kind: "not offered", reason: lack };
  const check = checks[feature];
  const limit = client.limits?.[feature];
  if (limit === undefined) {
    await check(client, stage, models);
    return { kind: "yes" };
  }
  const { reason, worksWith } = limit;
  if (worksWith.length > 0) await check(client, stage, worksWith);
  for (const model of models.filter((one) => !worksWith.includes(one))) {
    await assert.rejects(check(client, stage, [model]), `works with ${model} after all: ${reason}`);
  }
  return { kind: worksWith.length > 0 ? "partly" : "no", reason };
}

function nameOf({ name, speaks, packages }: Client) {
  return { name, speaks, packages };
}

function assertShown(row: Row): void {
  const lines = readFileSync(join(root, pagePath), "utf8").split("\n");
  const told = `${pagePath} says otherwise of ${row.name}: write it with npm run conformance`;
  for (const line of [writeRow(row), ...writeNotes(row)]) assert(lines.includes(line), told);
  const notes = lines.filter((line) => line.startsWith(`- **${row.name}** `));
  assert.equal(notes.length, writeNotes(row).length, told);
}

function keepResult(folder: string, row: Row): void {
  mkdirSync(folder, { recursive: true });
  const file = `${row.name.replaceAll(/\W+/g, "-")}.json`;
  writeFileSync(join(folder, file), `${JSON.stringify(row)}\n`);
}
