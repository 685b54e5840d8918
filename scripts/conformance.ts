import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pagePath, type Row, writePage } from "../tests/conformance/table.ts";

const root = join(import.meta.dirname, "..");
const execute = promisify(execFile);

// Drives every client through every feature, and writes the page of what was found.
const results = mkdtempSync(join(tmpdir(), "farebox-conformance-"));
try {
  const { stdout } = await execute(
    process.execPath,
    [join(root, "scripts", "test.ts"), "tests/conformance/"],
    // Whatever is left out would be missing from the page.
    { env: { ...process.env, CI: "true", FAREBOX_CONFORMANCE_RESULTS: results } },
  );
  process.stdout.write(stdout);
  const rows = readdirSync(results).map(
    (file): Row => JSON.parse(readFileSync(join(results, file), "utf8")),
  );
  writeFileSync(join(root, pagePath), writePage(rows));
  console.log(`wrote ${pagePath}: ${rows.length} clients`);
} catch (error) {
  const told = error instanceof Error && "stdout" in error ? error.stdout : error;
  console.error(String(told));
  process.exitCode = 1;
} finally {
  rmSync(results, { recursive: true, force: true });
}
