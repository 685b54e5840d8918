import type { Finding } from "./finding.ts";
import { findMissing, readLock } from "./lock-file.ts";
import type { TextFile } from "./read-tree.ts";

/** A lock file that works everywhere: no one's registry in it, and every platform's packages. */
export function checkLockFile(file: TextFile): readonly Finding[] {
  if (!file.path.endsWith("package-lock.json")) return [];
  return [...checkAddresses(file), ...checkPlatforms(file)];
}

function checkAddresses(file: TextFile): readonly Finding[] {
  const index = file.lines.findIndex((text) => /"resolved": "https?:/.test(text));
  if (index === -1) return [];
  const sentence = "names a registry; .npmrc has omit-lockfile-registry-resolved";
  return [{ path: file.path, line: index + 1, rule: "registry-address", sentence }];
}

function checkPlatforms(file: TextFile): readonly Finding[] {
  const missing = findMissing(readLock(file.text));
  const [first] = missing;
  if (first === undefined) return [];
  const line = file.lines.findIndex((text) => text.includes(`"${first.name}"`)) + 1;
  const sentence = `lacks ${first.name}, of ${missing.length}; run node scripts/complete-lock.ts`;
  return [{ path: file.path, line, rule: "incomplete-lock", sentence }];
}
