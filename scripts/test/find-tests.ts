import { readdirSync } from "node:fs";
import { join } from "node:path";

const folders = ["src", "scripts", "tests", "bench", "clients/typescript"];

export interface FoundTests {
  /** Independent of each other: run side by side. */
  readonly together: readonly string[];
  /** Each starts a gateway and its upstream and measures time: run one after the other. */
  readonly alone: readonly string[];
}

/**
 * Finds the test files (`*.test.ts`) below the root, as paths from the root. With words given,
 * only those whose path contains one of them.
 */
export function findTests(root: string, words: readonly string[]): FoundTests {
  const paths = folders
    .flatMap((folder) => listTests(root, folder))
    .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
    .sort();
  return {
    together: paths.filter((path) => !isAlone(path)),
    alone: paths.filter(isAlone),
  };
}

function listTests(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".test.ts") && !path.includes("node_modules"))
      .map((path) => `${folder}/${path.replaceAll("\\", "/")}`);
  } catch (error) {
    // A folder that is not there holds no tests; any other fault must be heard.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

const foldersAlone = ["tests/promises/", "tests/console/"];

function isAlone(path: string): boolean {
  return foldersAlone.some((folder) => path.startsWith(folder));
}
