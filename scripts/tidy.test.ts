import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { type Exception, exceptions } from "./tidy/exceptions.ts";
import { type Finding, formatFinding, type RuleName, ruleNames } from "./tidy/finding.ts";
import { tidy } from "./tidy.ts";

type Tree = Readonly<Record<string, string>>;

interface Breach {
  readonly rule: RuleName;
  readonly what: string;
  readonly path: string;
  readonly text: string;
  /** The line that is told; 1 unless said otherwise. */
  readonly line?: number;
}

const lines = (count: number, text: string): string => `${text}\n`.repeat(count);
const deep = "if (a) {\n if (b) {\n  for (;;) {\n   if (c) { d(); }\n  }\n }\n}\n";

const breaches: readonly Breach[] = [
  {
    rule: "unreadable",
    what: "a file that does not parse",
    path: "src/core/a.ts",
    text: "const = 1;\n",
  },
  {
    rule: "import-direction",
    what: "a core that imports the road",
    path: "src/core/a.ts",
    text: 'import { b } from "../flow/b.ts";\nb();\n',
  },
  {
    rule: "import-direction",
    what: "a type alone, imported the wrong way",
    path: "src/ports/a.ts",
    text: '\nimport type { B } from "../stores/memory/b.ts";\nexport type C = B;\n',
    line: 2,
  },
  {
    rule: "import-direction",
    what: "an import at run time",
    path: "src/http/a.ts",
    text: 'export const a = await import("../stores/memory/b.ts");\n',
  },
  {
    rule: "import-direction",
    what: "a type named by its import",
    path: "src/flow/a.ts",
    text: 'export type A = import("../http/b.ts").B;\n',
  },
  {
    rule: "import-direction",
    what: "a client that needs the gateway's sources",
    path: "clients/a/src/b/c.ts",
    text: 'import { b } from "../b.ts";\nimport { c } from "../../../../src/core/c.ts";\nb(c);\n',
    line: 2,
  },
  {
    rule: "import-direction",
    what: "an export passed on",
    path: "src/admin/a.ts",
    text: 'export { b } from "../http/b.ts";\nexport const c = 1;\n',
  },
  {
    rule: "import-direction",
    what: "a source that imports a test's double",
    path: "src/flow/a.ts",
    text: 'import { clock } from "../../tests/doubles/clock.ts";\nclock();\n',
  },
  {
    rule: "import-direction",
    what: "a file in no layer",
    path: "src/stuff/a.ts",
    text: "export const a = 1;\n",
  },
  {
    rule: "import-sibling",
    what: "a provider that imports its neighbour",
    path: "src/providers/one/a.ts",
    text: 'import { b } from "../two/b.ts";\nb();\n',
  },
  {
    rule: "import-package",
    what: "a core that opens files",
    path: "src/core/a.ts",
    text: 'import { readFileSync } from "node:fs";\nreadFileSync("a");\n',
  },
  {
    rule: "import-package",
    what: "a core that takes chance from a module that may only hash",
    path: "src/core/a.ts",
    text: 'import { hash, randomBytes } from "node:crypto";\nhash("sha256", randomBytes(1));\n',
  },
  {
    rule: "import-package",
    what: "a road that waits by itself",
    path: "src/flow/a.ts",
    text: 'import { setTimeout as wait } from "node:timers/promises";\nawait wait(1);\n',
  },
  {
    rule: "file-size",
    what: "a file of 401 lines",
    path: "src/core/a.ts",
    text: lines(401, "// line"),
    line: 401,
  },
  {
    rule: "file-size",
    what: "a test of 601 lines",
    path: "tests/promises/a.test.ts",
    text: lines(601, "// line"),
    line: 601,
  },
  {
    rule: "function-size",
    what: "a function of 71 lines",
    path: "src/core/a.ts",
    text: `\nexport const a = () => {\n${lines(69, "  b();")}};\n`,
    line: 2,
  },
  {
    rule: "line-width",
    what: "a line of 101 characters",
    path: "src/core/a.ts",
    text: `//\n// ${"é".repeat(98)}\n`,
    line: 2,
  },
  {
    rule: "nesting",
    what: "a fourth level",
    path: "src/core/a.ts",
    text: deep,
    line: 4,
  },
  {
    rule: "parameters",
    what: "a fourth parameter",
    path: "src/core/a.ts",
    text: "export function a(b: 1, c: 2, d: 3, e: 4) {\n  return [b, c, d, e];\n}\n",
  },
  {
    rule: "parameters",
    what: "a fourth parameter in an interface",
    path: "src/ports/a.ts",
    text: "export interface A {\n  b(c: 1, d: 2, e: 3, f: 4): void;\n}\n",
    line: 2,
  },
  {
    rule: "default-export",
    what: "an export without a name",
    path: "src/core/a.ts",
    text: "export default 1;\n",
  },
  {
    rule: "barrel",
    what: "a file that passes everything on",
    path: "src/core/a.ts",
    text: 'export * from "./b.ts";\n',
  },
  {
    rule: "barrel",
    what: "a file of nothing but others' exports",
    path: "src/core/a.ts",
    text: 'export { b } from "./b.ts";\nexport type { C } from "./c.ts";\n',
  },
  {
    rule: "barrel",
    what: "an index",
    path: "src/core/index.ts",
    text: "export const a = 1;\n",
  },
  {
    rule: "vague-name",
    what: "a file of things that help",
    path: "src/core/money-utils.ts",
    text: "export const a = 1;\n",
  },
  {
    rule: "vague-name",
    what: "a folder of things in common",
    path: "tests/common/a.ts",
    text: "export const a = 1;\n",
  },
  {
    rule: "any",
    what: "a type that is none",
    path: "tests/a.test.ts",
    text: "export const a: any = 1;\n",
  },
  {
    rule: "non-null",
    what: "a claim that something is there",
    path: "src/core/a.ts",
    text: "export const a = b!;\n",
  },
  {
    rule: "non-null",
    what: "a claim that a field is set",
    path: "src/core/a.ts",
    text: "export class A {\n  b!: string;\n}\n",
    line: 2,
  },
  {
    rule: "enum",
    what: "an enum",
    path: "src/core/a.ts",
    text: "export enum A {\n  B,\n}\n",
  },
  {
    rule: "double-cast",
    what: "a cast by way of unknown",
    path: "src/core/a.ts",
    text: "export const a = b as unknown as C;\n",
  },
  {
    rule: "type-silenced",
    what: "a line without types",
    path: "src/core/a.ts",
    text: "// @ts-ignore\nexport const a = 1;\n",
  },
  ...["Date.now()", "new Date()", "Math.random()", "process.env", "fetch(b)", "console.log(b)"].map(
    (reach): Breach => ({
      rule: "impure",
      what: `a core with ${reach}`,
      path: "src/core/a.ts",
      text: `export const a = ${reach};\n`,
    }),
  ),
  ...["Date.now()", "Math.random()", "setTimeout(b, 1)", "setInterval(b, 1)", "process.pid"].map(
    (reach): Breach => ({
      rule: "impure",
      what: `a road with ${reach}`,
      path: "src/flow/a.ts",
      text: `export const a = () => ${reach};\n`,
    }),
  ),
  {
    rule: "provider-name",
    what: "an identifier with a provider's name",
    path: "src/flow/a.ts",
    text: "export const openaiTimeoutMs = 1;\n",
  },
  {
    rule: "provider-name",
    what: "a model's name in a string",
    path: "src/http/a.ts",
    text: 'export const a = "claude-3-opus";\n',
  },
  {
    rule: "provider-name",
    what: "a model's name in a template",
    path: "src/cli/a.ts",
    text: "export const a = `$" + "{b} gemini`;\n",
  },
  {
    rule: "provider-name",
    what: "a provider in another one's folder",
    path: "src/providers/google/a.ts",
    text: 'export const a = "gemini";\nexport const b = "gpt-4o";\n',
    line: 2,
  },
  {
    rule: "unfinished",
    what: "a promise to come back",
    path: "docs/a.md",
    text: "# A\n\nTODO: the rest\n",
    line: 3,
  },
  {
    rule: "foreign-word",
    what: "a path of one machine",
    path: "docs/a.md",
    text: "See /home/ada/farebox.\n",
  },
  {
    rule: "foreign-word",
    what: "a word of the tools it was written with",
    path: "src/core/a.ts",
    text: "// by a coding agent\n",
  },
  {
    rule: "registry-address",
    what: "a registry in the lock file",
    path: "package-lock.json",
    text: '{\n  "resolved": "https://registry.example/a.tgz"\n}\n',
    line: 2,
  },
  {
    rule: "incomplete-lock",
    what: "a lock file without another platform's package",
    path: "package-lock.json",
    text: '{ "packages": { "a": {\n"optionalDependencies": { "a-darwin-arm64": "1" } } } }\n',
    line: 2,
  },
  {
    rule: "dead-link",
    what: "a link to a page that is not there",
    path: "docs/a.md",
    text: "[b](b.md#c)\n",
  },
  {
    rule: "undecided-dependency",
    what: "a dependency without a page",
    path: "package.json",
    text: '{\n  "devDependencies": { "left-pad": "1.0.0" }\n}\n',
    line: 2,
  },
];

for (const breach of breaches) {
  test(`${breach.rule}: ${breach.what} is told, with its line`, () => {
    const found = tidyTree({ [breach.path]: breach.text });
    assert.deepEqual(
      found.map((one) => [one.rule, one.path, one.line]),
      [[breach.rule, breach.path, breach.line ?? 1]],
    );
  });
}

/** Everything that is close to a breach and none. */
const clean: Tree = {
  "src/core/ledger/entry-hash.ts":
    'import { hash } from "node:crypto";\nexport const a = (b: string) => hash("sha256", b);\n',
  "src/core/a.ts": [
    'import { imageSize } from "image-size";',
    "// Date.now() and process in a comment are only words, and so is openai.",
    "export const at = (instant: number) => new Date(instant).toISOString();",
    "export const b = (fetch: () => void, c: { process: number }) => [fetch(), c.process];",
    "export const d = { console: 1, size: imageSize };",
  ].join("\n"),
  "src/ports/store.ts": 'import type { A } from "../core/a.ts";\nexport type B = A;\n',
  "src/flow/a.ts": 'import { at } from "../core/a.ts";\nexport const b = at(1);\n',
  "src/providers/openai/adapter.ts": 'export const name = "gpt of openai";\n',
  "src/providers/google/adapter.ts":
    'import { stream } from "../transport.ts";\nexport const a = [stream, "gemini"];\n',
  "src/providers/registry.ts":
    'import { name } from "./openai/adapter.ts";\nexport const kinds = { openai: name };\n',
  "src/main.ts": 'import { kinds } from "./providers/registry.ts";\nconsole.log(kinds);\n',
  "src/core/a.test.ts": 'import { b } from "../flow/a.ts";\nassert(b === "gpt", Date.now());\n',
  "src/core/b.ts":
    "if (a) {\n} else if (b) {\n} else if (c) {\n} else if (d) {\n  for (;;) if (e) f();\n}\n",
  "src/core/c.ts": `export const a = () => {\n${lines(68, "  b();")}};\n`,
  "tests/a.test.ts": `describe("a", () => {\n${lines(80, '  test("b", b);')}});\n`,
  "tests/b.test.ts": lines(600, "// line"),
  "bench/a.ts": 'import { kinds } from "../src/providers/registry.ts";\nkinds(Math.random());\n',
  "docs/a.md": `[self](a.md) and [out](https://example.com/b)\n${"long ".repeat(40)}\n`,
  "vite.config.ts": "export default {};\n",
  "package.json": '{ "dependencies": { "left-pad": "1.0.0" } }\n',
  "docs/decisions/0001-padding.md": "# Padding\n\n`left-pad` pads.\n",
  "node_modules/a/index.ts": "export default any;\n",
};

test("a tree that keeps the law is left in peace", () => {
  assert.deepEqual(tidyTree(clean).map(formatFinding), []);
});

test("an exception excuses its rule in its place, and nothing else", () => {
  const tree = { "src/core/a.ts": "export const a: any = b!;\n" };
  const excused: Exception = { rule: "any", path: "src/core/", reason: "shown here" };
  assert.deepEqual(rulesOf(tidyTree(tree, [excused])), ["non-null"]);
});

test("an exception that excuses nothing is told", () => {
  const excused: Exception = { rule: "any", path: "src/core/a.ts", reason: "long gone" };
  assert.deepEqual(rulesOf(tidyTree({}, [excused])), ["stale-exception"]);
});

test("every rule is shown to fire", () => {
  const shown = new Set<RuleName>([...breaches.map((breach) => breach.rule), "stale-exception"]);
  assert.deepEqual(
    [...ruleNames].filter((rule) => !shown.has(rule)),
    [],
  );
});

test("every exception of the house says why", () => {
  for (const { reason } of exceptions) assert.ok(reason.split(" ").length >= 3, reason);
});

function tidyTree(tree: Tree, excused: readonly Exception[] = []): readonly Finding[] {
  const root = mkdtempSync(join(tmpdir(), "farebox-tidy-"));
  try {
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return tidy(root, excused);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function rulesOf(findings: readonly Finding[]): readonly RuleName[] {
  return findings.map((finding) => finding.rule);
}
