import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { picodollars, zero } from "../money/picodollars.ts";
import { canonicalText, chainStart, combinedHead, entryHash } from "./entry-hash.ts";
import type { Entry } from "./types.ts";

const entry: Entry = {
  accountId: "a",
  sequence: 2,
  kind: "topped_up",
  at: 1_700_000_000_000,
  subject: "t-1",
  posted: picodollars(5n),
  held: zero,
  owed: picodollars(-1n),
  facts: { reference: 'say "x"\n', amount: "6" },
  hash: "",
};

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

test("an entry has one spelling, whatever the order of its facts", () => {
  const facts = '"amount","6","reference","say \\"x\\"\\n"';
  const spelled = `["a",2,"topped_up",1700000000000,"t-1","5","0","-1",${facts}]`;
  assert.equal(canonicalText(entry), spelled);
  const { reference = "", amount = "" } = entry.facts;
  assert.equal(canonicalText({ ...entry, facts: { amount, reference } }), spelled);
});

test("a hash covers the entry before and every field", () => {
  const hash = entryHash(chainStart, entry);
  assert.equal(hash, sha256(`${chainStart}\n${canonicalText(entry)}`));
  const others: readonly Partial<Entry>[] = [
    { accountId: "b" },
    { sequence: 3 },
    { kind: "adjusted" },
    { at: 1 },
    { subject: "t-2" },
    { posted: picodollars(6n) },
    { held: picodollars(1n) },
    { owed: zero },
    { facts: {} },
    { facts: { amount: "6", reference: "other" } },
  ];
  const hashes = others.map((other) => entryHash(chainStart, { ...entry, ...other }));
  assert.equal(new Set([hash, ...hashes, entryHash(hash, entry)]).size, others.length + 2);
});

test("the combined head covers every chain and no order", () => {
  const head = combinedHead(
    new Map([
      ["b", "2"],
      ["a", "1"],
    ]),
  );
  assert.equal(head, sha256("a:1\nb:2"));
  assert.equal(
    combinedHead(
      new Map([
        ["a", "1"],
        ["b", "2"],
      ]),
    ),
    head,
  );
  assert.notEqual(combinedHead(new Map([["a", "1"]])), head);
});
