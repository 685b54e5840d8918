import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);
/** Milliseconds: packages are fetched from the network on the first run. */
const installTimeoutMs = 300_000;

export type Python = { readonly path: string } | { readonly absent: string };

/** A virtual environment of the tests. */
export interface PythonEnvironment {
  /** Its folder in `.cache`. */
  readonly folder: string;
  /** What is pinned for it, in `tests`. */
  readonly requirements: string;
  /** The variable by which tests are told of its interpreter. */
  readonly variable: string;
}

/** All Python clients but LiteLLM. */
export const clientsEnvironment: PythonEnvironment = {
  folder: "python",
  requirements: "python-requirements.txt",
  variable: "FAREBOX_TEST_PYTHON",
};

/** LiteLLM takes no `openai` from version 3 on, so that the two can't lie together. */
export const litellmEnvironment: PythonEnvironment = {
  folder: "python-litellm",
  requirements: "python-litellm-requirements.txt",
  variable: "FAREBOX_TEST_PYTHON_LITELLM",
};

/**
 * Makes a virtual environment with what is pinned for it, unless it is there already; answers its
 * interpreter, or why there is none.
 */
export async function preparePython(
  root: string,
  environment: PythonEnvironment = clientsEnvironment,
): Promise<Python> {
  const folder = join(root, ".cache", environment.folder);
  const path = join(folder, "bin", "python");
  const requirements = join(root, "tests", environment.requirements);
  const seal = join(folder, "sealed");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(path) && existsSync(seal) && readFileSync(seal, "utf8") === wanted) {
    return { path };
  }
  // A half-made environment has no seal and is made anew.
  rmSync(folder, { recursive: true, force: true });
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  const steps = [
    ["python3", "-m", "venv", folder],
    // What is imported is compiled then; all of it at once would take longer than fetching it.
    [path, ...install, "--no-compile", "-r", requirements],
  ] as const;
  for (const [command, ...parameters] of steps) {
    const trouble = await attempt(command, parameters);
    if (trouble !== null) return { absent: trouble };
  }
  writeFileSync(seal, wanted);
  return { path };
}

async function attempt(command: string, parameters: readonly string[]): Promise<string | null> {
  try {
    await execute(command, parameters, { timeout: installTimeoutMs });
    return null;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    // The last line is the tool's own conclusion; those before it repeat the command.
    return said.trim().split("\n").at(-1) ?? "it failed without a word";
  }
}
