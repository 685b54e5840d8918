import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { type SyntaxVisit, visitAll } from "./visit-syntax.ts";

/** A text file of the tree. */
export interface TextFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** Every node of its syntax in source order, for TypeScript and JavaScript; else null. */
  readonly syntax: readonly SyntaxVisit[] | null;
  /** The parser's own complaint, or null. */
  readonly syntaxError: string | null;
}

const foldersSkipped = new Set(["node_modules", ".git", ".cache", ".venv", "dist", "coverage"]);
/** What a running gateway leaves in its data folder; not part of the project. */
const runtimePattern = /^data\/(?:outputs\/|secrets\.json|.*\.sqlite)/;
const textExtensions = new Set(
  ".ts .tsx .js .mjs .cjs .md .yaml .yml .json .jsonc .sh .py .toml .css .html .sql .txt".split(
    " ",
  ),
);
const codeExtensions = new Set([".ts", ".tsx", ".js", ".mjs", ".cjs"]);
/** Bytes: larger files are data, which no rule reads. */
const fileBytesMax = 2 * 1024 * 1024;

/** Reads every text file below the root, by path; folders of tools and builds are left out. */
export function readTree(root: string): readonly TextFile[] {
  return listFiles(root, "")
    .filter((path) => isText(path) && !runtimePattern.test(path))
    .filter((path) => statSync(join(root, path)).size <= fileBytesMax)
    .sort()
    .map((path) => readText(root, path));
}

function listFiles(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return foldersSkipped.has(entry.name) ? [] : listFiles(root, path);
    return entry.isFile() ? [path] : [];
  });
}

function isText(path: string): boolean {
  return textExtensions.has(extname(path)) || path === ".ci/run";
}

function readText(root: string, path: string): TextFile {
  const text = readFileSync(join(root, path), "utf8");
  const lines = text.split("\n");
  if (!codeExtensions.has(extname(path))) {
    return { path, text, lines, syntax: null, syntaxError: null };
  }
  const { visits, error } = visitAll(path, text);
  return { path, text, lines, syntax: visits, syntaxError: error };
}

/** Whether the file is a test or stands in for the world in tests: such files may do more. */
export function isTest(path: string): boolean {
  return path.startsWith("tests/") || path.endsWith(".test.ts") || path.endsWith(".test.tsx");
}
