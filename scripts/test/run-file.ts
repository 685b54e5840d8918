import { join, relative } from "node:path";
import { run } from "node:test";
import { inspect } from "node:util";

/** How long tests may take, in milliseconds. */
interface TestTimes {
  /** One test, unless it says otherwise itself. */
  readonly testTimeoutMs: number;
  /** A whole file; beyond it something hangs or was left open, and its process is ended. */
  readonly fileTimeoutMs: number;
}

/** What became of one test. */
export type Verdict =
  | { readonly kind: "passed" }
  | {
      readonly kind: "failed";
      readonly name: string;
      /** `path:line` from the root. */
      readonly place: string;
      readonly reason: string;
    }
  | { readonly kind: "left out"; readonly name: string; readonly reason: string };

/** What became of one test file. */
export interface FileReport {
  readonly path: string;
  readonly verdicts: readonly Verdict[];
  /** The end of what the file wrote, for the reader of a failure. */
  readonly output: string;
}

/** Characters kept of what a file writes. */
const outputCharactersMax = 20_000;

/** Runs test files in processes of their own, each under the same bounds. */
export interface FileRunner {
  readonly root: string;
  readonly times: TestTimes;
  /** Hears each verdict as it falls. */
  readonly tell: (verdict: Verdict) => void;
}

/** Runs one file by the runtime's own test runner; what goes wrong is a verdict, never a throw. */
export async function runFile(runner: FileRunner, path: string): Promise<FileReport> {
  const file = join(runner.root, path);
  const verdicts: Verdict[] = [];
  let output = "";
  const stream = run({
    files: [file],
    cwd: runner.root,
    timeout: runner.times.testTimeoutMs,
    signal: AbortSignal.timeout(runner.times.fileTimeoutMs),
  });
  for await (const { type, data } of stream) {
    if (type === "test:stdout" || type === "test:stderr") {
      output = (output + data.message).slice(-outputCharactersMax);
    }
    if (type !== "test:pass" && type !== "test:fail") continue;
    const verdict = judge({ ...data, error: errorOf(data.details) }, file, runner.root);
    if (verdict === null) continue;
    verdicts.push(verdict);
    runner.tell(verdict);
  }
  return { path, verdicts, output };
}

interface Told {
  readonly name: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
  readonly details: { readonly type?: "suite" | "test" | undefined };
  /** Null where it passed. */
  readonly error: Error | null;
}

/** Null for what only repeats others' verdicts: suites, and parents of what failed. */
function judge(told: Told, file: string, root: string): Verdict | null {
  const { name, error } = told;
  const path = relative(root, file);
  const place = told.file === undefined ? path : `${relative(root, told.file)}:${told.line ?? 1}`;
  if (error !== null && "failureType" in error && error.failureType === "subtestsFailed") {
    return null;
  }
  if (error !== null) return { kind: "failed", name, place, reason: explain(error) };
  const why = told.skip ?? told.todo;
  if (why !== undefined && why !== false) {
    return { kind: "left out", name, reason: why === true ? "no reason given" : why };
  }
  // The runner counts a file in which it met no test as one test that passed.
  if (name === file) return { kind: "failed", name: path, place, reason: "it holds no test" };
  return told.details.type === "suite" ? null : { kind: "passed" };
}

function errorOf(details: object): Error | null {
  return "error" in details && details.error instanceof Error ? details.error : null;
}

/** The test's own error, without the runner's wrapping around it. */
function explain(error: Error): string {
  if (!(error.cause instanceof Error)) return error.message;
  return inspect(error.cause, { depth: 6 });
}
