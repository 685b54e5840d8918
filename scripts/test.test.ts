import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";

interface Run {
  readonly code: number | null;
  readonly text: string;
  readonly last: string;
}

const start = 'import { test } from "node:test";\n';
const good = `${start}test("a promise", () => {});\n`;
const absent = `${start}test("a rarity", (context) => context.skip("no such thing here"));\n`;

test("a run in which all is well exits 0 and says how much was shown", () => {
  const run = runOn({ "src/a.test.ts": good, "tests/promises/b.test.ts": good });
  assert.equal(run.code, 0, run.text);
  assert.match(run.last, /^tests: 2 passed, 0 failed, 0 left out \(\d+\.\d s\)$/);
});

test("a test that fails is told with its place and reason, and what its file wrote", () => {
  const text = `${start}console.log("a trace");
test("a promise", () => { throw new Error("why"); });`;
  const run = runOn({ "src/a.test.ts": text, "src/b.test.ts": good });
  assert.equal(run.code, 1);
  assert.match(run.text, /failed: a promise\n {4}at src\/a\.test\.ts:3\n {4}Error: why/);
  assert.match(run.text, /what src\/a\.test\.ts wrote:\n {4}a trace/);
  assert.match(run.last, /^tests: 1 passed, 1 failed, 0 left out/);
});

test("a failure within a group is counted once", () => {
  const text = `import { suite, test } from "node:test";
suite("a group", () => {
  test("bad", () => { throw new Error("why"); });
  test("good", () => {});
});
test("outer", async (context) => {
  await context.test("inner", () => { throw new Error("why"); });
});`;
  assert.match(runOn({ "src/a.test.ts": text }).last, /^tests: 1 passed, 2 failed, 0 left out/);
});

test("a file that can't be loaded, ends early or holds no test is a failure", () => {
  const run = runOn({
    "src/a.test.ts": 'throw new Error("at load");',
    "src/b.test.ts": `${start}process.exit(3);`,
    "src/c.test.ts": "export const a = 1;",
  });
  assert.match(run.last, /^tests: 0 passed, 3 failed, 0 left out/);
  assert.match(run.text, /Error: at load/);
});

test("a test that never ends is a failure, and so is a file that leaves something open", () => {
  const hang = `${start}test("endless", () => new Promise((end) => setTimeout(end, 30_000)));`;
  const open = `${good}setInterval(() => {}, 1_000);`;
  const tree = { "src/a.test.ts": hang, "src/b.test.ts": open };
  const run = runOn(tree, ["--test-timeout", "300", "--file-timeout", "8000"]);
  assert.equal(run.code, 1);
  assert.match(run.text, /failed: endless/);
  assert.match(run.text, /failed: .*b\.test\.ts/);
});

test("what is left out is told with its reason, and is no failure at home", () => {
  const run = runOn({ "src/a.test.ts": absent });
  assert.equal(run.code, 0);
  assert.match(run.text, /^left out: src\/a\.test\.ts \(a rarity\): no such thing here$/m);
  assert.match(run.last, /^tests: 0 passed, 0 failed, 1 left out/);
});

test("what is left out is a failure where CI=true", () => {
  const run = runOn({ "src/a.test.ts": absent }, [], { CI: "true" });
  assert.equal(run.code, 1);
  assert.match(run.last, /^tests: 0 passed, 1 failed, 1 left out/);
});

test("words choose the files whose path contains one of them", () => {
  const tree = { "src/core/ledger/a.test.ts": good, "src/b.test.ts": 'throw new Error("no");' };
  assert.match(runOn(tree, ["ledger"]).last, /^tests: 1 passed, 0 failed/);
  assert.equal(runOn(tree, ["nowhere"]).code, 1);
});

/** Runs `npm test` over a made-up tree; a word is always given, so that the law is not held. */
function runOn(
  tree: Readonly<Record<string, string>>,
  parameters: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Run {
  const root = mkdtempSync(join(tmpdir(), "farebox-test-"));
  try {
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const words = parameters.some((one) => /^[a-z]+$/.test(one)) ? [] : [".test.ts"];
    const { NODE_TEST_CONTEXT: _, CI: __, ...inherited } = process.env;
    const script = join(import.meta.dirname, "test.ts");
    const run = spawnSync(process.execPath, [script, "--root", root, ...parameters, ...words], {
      encoding: "utf8",
      env: { ...inherited, ...environment },
      timeout: 60_000,
    });
    const text = run.stdout + run.stderr;
    return { code: run.status, text, last: text.trimEnd().split("\n").at(-1) ?? "" };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
