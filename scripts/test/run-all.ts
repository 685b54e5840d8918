import { availableParallelism } from "node:os";
import type { FoundTests } from "./find-tests.ts";
import { type FileReport, type FileRunner, runFile } from "./run-file.ts";

/**
 * Runs what may run side by side on all cores, then, one after the other, what measures time: a
 * promise kept within 250 ms can't be shown on a machine that is busy with something else.
 */
export async function runAll(runner: FileRunner, found: FoundTests): Promise<FileReport[]> {
  const queue = [...found.together];
  const reports: FileReport[] = [];
  const work = async (): Promise<void> => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      reports.push(await runFile(runner, path));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  for (const path of found.alone) reports.push(await runFile(runner, path));
  return reports;
}
