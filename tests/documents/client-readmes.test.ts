import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { requirePython } from "../doubles/environment.ts";
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

test("what is not run is how to install, which takes a registry", () => {
  const pages = ["clients/typescript/README.md", "clients/python/README.md"];
  const others = pages.flatMap((page) => blocksOf(readPage(page)));
  for (const { language, text } of others) {
    if (["ts", "python"].includes(language)) continue;
    assert.match(text, /^((pip|npm) install .*\n)+$/, language);
  }
});

interface Readme {
  readonly page: string;
  readonly language: "ts" | "python";
  /** What a block takes for granted, by the name that it uses; a later one may need an earlier. */
  readonly assumed: readonly (readonly [name: string, text: string])[];
  /** A block that is no whole program by itself. */
  wrap(block: string): string;
}

const question = "What does a toll gate do?";
const readmes: readonly Readme[] = [
  {
    page: "clients/typescript/README.md",
    language: "ts",
    assumed: [
      ["farebox|Farebox", 'import { Farebox } from "@farebox/client";'],
      ["farebox", "const farebox = new Farebox();"],
      [
        "body",
        `const messages = [{ role: "user", content: "${question}" }];
        const body = { model: "gpt-4o", max_tokens: 100, messages };`,
      ],
      ["enough", "let pieces = 0; const enough = (_piece: string) => (pieces += 1) === 10;"],
    ],
    wrap: (block) => block,
  },
  {
    page: "clients/python/README.md",
    language: "python",
    assumed: [
      ["client|Farebox", "from farebox import Farebox"],
      ["AsyncFarebox", "from farebox import AsyncFarebox"],
      ["client", "client = Farebox()"],
      [
        "body",
        `body = {"model": "gpt-4o", "max_tokens": 100}
body["messages"] = [{"role": "user", "content": "${question}"}]`,
      ],
      [
        "enough",
        "enough = iter([False] * 9 + [True]).__next__\nenough = (lambda e: lambda _: e())(enough)",
      ],
      ["logged", "logged = lambda transport: transport"],
    ],
    wrap: (block) =>
      block.startsWith("async ")
        ? `import asyncio\nasync def run():\n${block.replaceAll(/^/gm, "    ")}\nasyncio.run(run())`
        : block,
  },
];

/** A block as a whole program: with what it uses and has not declared by itself. */
function programOf(block: string, { assumed, wrap }: Readme): string {
  const needed = assumed.filter(
    ([names, text]) => new RegExp(`\\b(${names})\\b`).test(block) && !declares(block, text),
  );
  return `${needed.map(([, text]) => text).join("\n")}\n${wrap(block)}`;
}

/** Whether the block itself begins a line as the assumption does: the same import or name. */
function declares(block: string, text: string): boolean {
  const last = text.trim().split("\n").at(-1)?.trim() ?? "";
  const names = /^(?:import \{ (\w+)|from \w+ import (\w+)|(?:const |let )?(\w+) ?=)/.exec(last);
  const name = names?.slice(1).find((one) => one !== undefined);
  if (name === undefined) return false;
  const imports = `import \\{[^}]*\\b${name}\\b|from \\w+ import .*\\b${name}\\b`;
  return new RegExp(`^(${imports}|(const )?${name} = )`, "m").test(block);
}

for (const readme of readmes) {
  const { page, language } = readme;
  const blocks = blocksOf(readPage(page)).filter((block) => block.language === language);
  describe(`the programs of ${page} run`, { concurrency: 3 }, () => {
    test("there are some", () => assert(blocks.length >= 6));
    for (const [index, { text: block }] of blocks.entries()) {
      const [first = ""] = block
        .split("\n")
        .filter((line) => !/^(import|from|$|\/\/|#)/.test(line));
      test(`block ${index + 1}: ${first}`, async (context) => {
        const program = language === "ts" ? "node" : requirePython(context);
        if (program === null) return;
        const customer = await operate(gateway).customer({ balance: "5.00" });
        const file = join(folder, `block-${index + 1}.${language === "ts" ? "ts" : "py"}`);
        // The page shows where key and address go; a reader puts in the own ones.
        const text = programOf(block, readme)
          .replaceAll('"sk-…"', JSON.stringify(customer.secret))
          .replaceAll('"http://127.0.0.1:8080"', JSON.stringify(gateway.url()));
        writeFileSync(file, text);
        await runExample(program, file, {
          ...callerOf(gateway, customer),
          PYTHONPATH: join(root, "clients", "python", "src"),
        });
      });
    }
  });
}
