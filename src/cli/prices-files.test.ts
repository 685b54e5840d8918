import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { at, listAt, textAt } from "../../tests/doubles/json.ts";
import { loadPriceFile } from "../admin/load-prices.ts";

const folder = mkdtempSync(join(tmpdir(), "farebox-prices-"));
after(() => rmSync(folder, { recursive: true }));

const farebox = new URL("../../bin/farebox.js", import.meta.url).pathname;

/** Runs `farebox prices` as an operator does. */
function run(...args: readonly string[]) {
  return new Promise<{ code: number; out: string; errors: string }>((resolve) => {
    const options = { cwd: folder, maxBuffer: 16 * 1024 * 1024 };
    execFile(process.execPath, [farebox, "prices", ...args], options, (error, out, errors) => {
      resolve({ code: Number(error?.code ?? 0), out, errors });
    });
  });
}

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test("the shipped prices pass the check, and what is sold below cost is told", async () => {
  const { code, out } = await run("check", "--stale-days", "99999");
  assert.equal(code, 0, out);
  assert.match(out, /^below cost: claude-3-5-haiku on flat: input.text is 0.25/m);
  assert.doesNotMatch(out, /^(no price|overlap|stale|unsourced):/m);
});

test("a file of one's own is checked beside them, and an overlap fails the check", async () => {
  const entry = (output: string) =>
    `  - { model: gpt-4o, price: { input: "1.00", output: "${output}" }, ` +
    "source: us, confidence: own }\n";
  const head = "effective_from: 2026-01-01\nprices:\n";
  const path = written("mine.yaml", `${head}${entry("10.00")}${entry("11.00")}`);
  const { code, out } = await run("check", path, "--json", "--stale-days", "99999");
  assert.equal(code, 1);
  const findings = listAt(JSON.parse(out), "data").filter((one) => at(one, "list") === "mine");
  const kinds = new Set(findings.map((one) => textAt(one, "kind")));
  assert.ok(kinds.has("overlap") && kinds.has("below_cost"));
  const wrong = await run("check", "--stale-days", "soon");
  assert.equal(wrong.code, 2);
  assert.match(wrong.errors, /whole number of days/);
});

test("an import is a price file, and tells on standard error what it could not take", async () => {
  const model = {
    input_cost_per_token: 1e-7,
    output_cost_per_token: 4e-7,
    output_cost_per_image: 1,
  };
  const path = written("prices.json", JSON.stringify({ "my-model": model }));
  const { code, out, errors } = await run("import", path, "--from", "2026-12-01");
  assert.equal(code, 0, errors);
  const [version] = loadPriceFile(written("imported.yaml", out));
  assert.equal(version?.id, "imported:my-model:2026-12-01");
  assert.equal(version?.price.output.text, 400_000n);
  assert.match(errors, /took the prices of 1 models, and could not take:\n.*output_cost_per_image/);
  const none = await run("import", path, "--models", "another");
  assert.equal(none.code, 1);
});

test("our prices stand beside the package's, model by model", async () => {
  const { code, out, errors } = await run("diff", "--package", "provider");
  assert.equal(code, 0, errors);
  assert.match(out, /^gpt-5\.4 \(A\): tiers above is 272000 here and 271999 there$/m);
  assert.match(out, /models compared; not in the package:/);
  const json = listAt(JSON.parse((await run("diff", "--package", "flat", "--json")).out), "data");
  assert.equal(json.length, 5);
  const unknown = await run("diff", "--package", "nowhere");
  assert.equal(unknown.code, 1);
  assert.match(unknown.errors, /there is no list "nowhere"/);
});
