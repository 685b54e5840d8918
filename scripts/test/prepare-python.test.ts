import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { preparePython } from "./prepare-python.ts";

const requirements = "openai==1.0.0\n";

test("where there is no Python, the reason is told", async (context) => {
  const root = makeRoot(context);
  hidePrograms(context, root);
  const python = await preparePython(root);
  assert.ok("absent" in python);
  assert.match(python.absent, /python3/);
});

test("an environment that was made for these very requirements is used again", async (context) => {
  const root = makeRoot(context);
  hidePrograms(context, root);
  const path = makeEnvironment(root, requirements);
  assert.deepEqual(await preparePython(root), { path });
});

test("an environment made for other requirements is thrown away", async (context) => {
  const root = makeRoot(context);
  hidePrograms(context, root);
  const path = makeEnvironment(root, "openai==0.9.0\n");
  assert.ok("absent" in (await preparePython(root)));
  assert.equal(existsSync(path), false);
});

function makeRoot(context: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), "farebox-python-"));
  context.after(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "tests"));
  writeFileSync(join(root, "tests", "python-requirements.txt"), requirements);
  return root;
}

/** Nothing can be made anew: what is answered was there before. */
function hidePrograms(context: TestContext, root: string): void {
  const path = process.env["PATH"];
  process.env["PATH"] = join(root, "empty");
  context.after(() => {
    process.env["PATH"] = path;
  });
}

function makeEnvironment(root: string, madeFor: string): string {
  const folder = join(root, ".cache", "python");
  const path = join(folder, "bin", "python");
  mkdirSync(join(folder, "bin"), { recursive: true });
  writeFileSync(path, "");
  writeFileSync(join(folder, "sealed"), createHash("sha256").update(madeFor).digest("hex"));
  return path;
}
