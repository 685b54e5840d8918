import { readFileSync, writeFileSync } from "node:fs";
import { findMissing, type MissingPackage, readLock } from "./tidy/lock-file.ts";

const systems = "aix android darwin freebsd linux netbsd openbsd openharmony sunos win32".split(
  " ",
);
const processors = "arm arm64 ia32 loong64 mips64el ppc64 riscv64 s390x wasm32 x64".split(" ");

/**
 * The entry of a platform's package, read from its name: such packages are called
 * `…-<system>-<processor>[-<library>]`. It has no checksum, because the package could not be
 * fetched here; npm skips it wherever the platform is another. Throws for any other name.
 */
export function entryOf(missing: MissingPackage, dev: boolean): Readonly<Record<string, unknown>> {
  const words = missing.name.split(/[-/]/);
  const system = systems.find((one) => words.includes(one));
  const processor = processors.find((one) => words.includes(one));
  // WebAssembly is a processor of its own and needs no system.
  const named = processor !== undefined && (system !== undefined || processor === "wasm32");
  if (!named) {
    throw new Error(`${missing.name} is missing and no platform can be read from its name`);
  }
  const library = words.some((word) => word.startsWith("musl")) ? "musl" : "glibc";
  return {
    version: missing.version,
    cpu: [processor],
    ...(dev ? { dev: true } : {}),
    ...(system === "linux" ? { libc: [library] } : {}),
    optional: true,
    ...(system === undefined ? {} : { os: [system] }),
  };
}

/** Adds what `findMissing` finds to the text of a lock file, sorted in as npm itself would. */
export function completeLock(text: string): string {
  const packages = readLock(text);
  const added = findMissing(packages).map(
    (one) => [one.path, entryOf(one, packages.get(one.wantedBy)?.["dev"] === true)] as const,
  );
  const all = [...packages, ...added].sort(([left], [right]) => left.localeCompare(right, "en"));
  const lock: unknown = JSON.parse(text);
  if (typeof lock !== "object") throw new Error("package-lock.json holds no object");
  return `${JSON.stringify({ ...lock, packages: Object.fromEntries(all) }, null, 2)}\n`;
}

if (import.meta.main) {
  const path = `${import.meta.dirname}/../package-lock.json`;
  const before = readFileSync(path, "utf8");
  const count = findMissing(readLock(before)).length;
  if (count > 0) writeFileSync(path, completeLock(before));
  console.log(`${count} packages of other platforms added to package-lock.json`);
}
