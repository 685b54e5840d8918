import { join } from "node:path";
import { parseArgs } from "node:util";
import { type FoundTests, findTests } from "./test/find-tests.ts";
import { prepareConsole } from "./test/prepare-console.ts";
import {
  clientsEnvironment,
  litellmEnvironment,
  type PythonEnvironment,
  preparePython,
} from "./test/prepare-python.ts";
import { countOf, describeFailures, describeLeftOut, dotWriter } from "./test/report.ts";
import { runAll } from "./test/run-all.ts";
import type { FileReport, FileRunner } from "./test/run-file.ts";
import { exceptions } from "./tidy/exceptions.ts";
import { formatFinding } from "./tidy/finding.ts";
import { tidy } from "./tidy.ts";

const usage = `npm test                 all tests, and the house's law
npm test -- ledger sse   the test files whose path contains one of the words

  --root FOLDER           another tree than this one
  --test-timeout MS       for a test that names none (120000)
  --file-timeout MS       for a whole file (600000)

With CI=true whatever is left out counts as failed.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: "string", default: join(import.meta.dirname, "..") },
    "test-timeout": { type: "string", default: "120000" },
    "file-timeout": { type: "string", default: "600000" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(usage);
else await main();

/** Runs the law and the tests, tells what failed and what was left out, and sets the exit code. */
async function main(): Promise<void> {
  const startedAt = performance.now();
  const root = values.root;
  const found = findTests(root, positionals);
  const paths = [...found.together, ...found.alone];
  if (paths.length === 0) return fail(`no test file's path contains ${positionals.join(" or ")}`);

  await offerPython(root, found);
  if (found.alone.some((path) => path.startsWith("tests/console/"))) prepareConsole(root);
  const runner: FileRunner = {
    root,
    times: {
      testTimeoutMs: Number(values["test-timeout"]),
      fileTimeoutMs: Number(values["file-timeout"]),
    },
    tell: dotWriter((text) => process.stdout.write(text)),
  };
  const law = positionals.length === 0 ? [holdLaw(root)] : [];
  for (const verdict of law.flatMap((report) => report.verdicts)) runner.tell(verdict);
  const reports = [...law, ...(await runAll(runner, found))];
  conclude(reports, performance.now() - startedAt);
}

/** Tests that show a Python client carry `python` in their name; only they need it made ready. */
async function offerPython(root: string, found: FoundTests): Promise<void> {
  const paths = [...found.together, ...found.alone].filter((path) => path.includes("python"));
  const isLitellm = (path: string) => path.includes("litellm");
  if (paths.some((path) => !isLitellm(path))) await offer(root, clientsEnvironment);
  if (paths.some(isLitellm)) await offer(root, litellmEnvironment);
}

async function offer(root: string, environment: PythonEnvironment): Promise<void> {
  const { variable } = environment;
  if (process.env[variable] !== undefined) return;
  const python = await preparePython(root, environment);
  if ("path" in python) process.env[variable] = python.path;
  else process.env[`${variable}_ABSENT`] = python.absent;
}

/** The law counts as one test. */
function holdLaw(root: string): FileReport {
  const path = "scripts/tidy.ts";
  const findings = tidy(root, exceptions);
  if (findings.length === 0) return { path, verdicts: [{ kind: "passed" }], output: "" };
  const reason = findings.map(formatFinding).join("\n");
  const name = `the tree keeps the law of STYLE.md (${findings.length} findings)`;
  return { path, verdicts: [{ kind: "failed", name, place: path, reason }], output: "" };
}

function conclude(reports: readonly FileReport[], tookMs: number): void {
  const leftOut = countOf(reports, "left out");
  // Where a run must be whole, what it did not show is not shown.
  const missing = process.env["CI"] === "true" ? leftOut : 0;
  const failed = countOf(reports, "failed") + missing;
  console.log("");
  for (const line of reports.flatMap(describeFailures)) console.log(line);
  if (failed > missing) console.log("");
  for (const line of reports.flatMap(describeLeftOut)) console.log(line);
  if (missing > 0) console.log("nothing may be left out where CI=true: counted as failed");
  const counts = `${countOf(reports, "passed")} passed, ${failed} failed, ${leftOut} left out`;
  console.log(`tests: ${counts} (${(tookMs / 1000).toFixed(1)} s)`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function fail(sentence: string): void {
  console.error(`npm test: ${sentence}`);
  process.exitCode = 1;
}
