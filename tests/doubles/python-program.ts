import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface PythonOrder {
  readonly python: string;
  /** From the project's folder; or a module and its parameters, after `-m`. */
  readonly program: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** What the program asks for while it runs, by lines such as `release NAME`. */
  readonly release?: (name: string) => void;
}

const root = join(import.meta.dirname, "../..");
const pythonClientSource = join(root, "clients/python/src");

/**
 * Runs a Python program with the client at hand, and answers its lines. Throws with all that it has
 * said on its error stream where it fails.
 */
export async function runPython(order: PythonOrder): Promise<readonly string[]> {
  const child = spawn(order.python, order.program, {
    cwd: root,
    timeout: order.timeoutMs,
    env: {
      PATH: process.env["PATH"] ?? "",
      PYTHONPATH: pythonClientSource,
      // Compiled once, and kept out of the sources.
      PYTHONPYCACHEPREFIX: join(root, ".cache/python-compiled"),
      PYTHONUNBUFFERED: "1",
      ...order.environment,
    },
  });
  let complaint = "";
  child.stderr.on("data", (piece) => {
    complaint += String(piece);
  });
  const ended = once(child, "close");
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const asked = /^release (\S+)$/.exec(line)?.[1];
    if (asked === undefined) lines.push(line);
    else order.release?.(asked);
  }
  const [code, signal] = await ended;
  if (code === 0) return lines;
  throw new Error(`it ended with ${code ?? signal}: ${complaint}\n${lines.join("\n")}`);
}
