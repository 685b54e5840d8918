import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { startGateway } from "../doubles/gateway.ts";
import { operate } from "../doubles/operator.ts";
import { callerOf, runExample } from "./examples.ts";
import { blocksOf, readPage, root } from "./pages.ts";

const gateway = await startGateway();
// Within the project, where the client is found by its name.
mkdirSync(join(root, ".cache"), { recursive: true });
const folder = mkdtempSync(join(root, ".cache", "readme-"));
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await gateway.close();
});

const blocks = blocksOf(readPage("clients/typescript/README.md"))
  .filter(({ language }) => language === "ts")
  .map(({ text }) => text);

/** What a block takes for granted, by the name that it uses. */
const assumed: Readonly<Record<string, string>> = {
  Farebox: 'import { Farebox } from "@farebox/client";',
  farebox: "const farebox = new Farebox();",
  body: `const body = { model: "gpt-4o", max_tokens: 100,
    messages: [{ role: "user", content: "What does a toll gate do?" }] };`,
  enough: "let pieces = 0; const enough = (_piece: string) => (pieces += 1) === 10;",
};

/** A block as a whole program: its own names, and those of the blocks before it that it uses. */
function programOf(block: string): string {
  const uses = (name: string, text: string): boolean => new RegExp(`\\b${name}\\b`).test(text);
  const declares = (name: string): boolean =>
    new RegExp(`(const|let|function|import \\{[^}]*) ?\\b${name}\\b`).test(block);
  const needed = Object.entries(assumed).filter(
    ([name]) =>
      (uses(name, block) || (name === "Farebox" && uses("farebox", block))) && !declares(name),
  );
  return `${needed.map(([, text]) => text).join("\n")}\n${block}`;
}

describe("the programs of the TypeScript client's README run", { concurrency: 3 }, () => {
  test("there are some", () => assert(blocks.length >= 6));
  for (const [index, block] of blocks.entries()) {
    const [first = ""] = block.split("\n").filter((line) => !/^(import|$|\/\/)/.test(line));
    test(`block ${index + 1}: ${first}`, async () => {
      const customer = await operate(gateway).customer({ balance: "5.00" });
      const file = join(folder, `block-${index + 1}.ts`);
      // The page shows where key and address go; a reader puts in the own ones.
      const text = programOf(block)
        .replaceAll('"sk-…"', JSON.stringify(customer.secret))
        .replaceAll('"http://127.0.0.1:8080"', JSON.stringify(gateway.url()));
      writeFileSync(file, text);
      await runExample("node", file, callerOf(gateway, customer));
    });
  }
});
