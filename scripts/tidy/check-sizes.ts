import { extname } from "node:path";
import type { Finding } from "./finding.ts";
import { isTest, type TextFile } from "./read-tree.ts";
import {
  child,
  childList,
  functionAround,
  isFunction,
  nameOf,
  type SyntaxNode,
  type SyntaxVisit,
} from "./visit-syntax.ts";

const fileLinesMax = 400;
const testLinesMax = 600;
const functionLinesMax = 70;
const lineWidthMax = 100;
const nestingMax = 3;
const parametersMax = 3;

const measured = new Set([".ts", ".js", ".mjs", ".cjs", ".py", ".sh"]);

/** How large a file, a function, a line, a nesting and a list of parameters may be. */
export function checkSizes(file: TextFile): readonly Finding[] {
  if (!measured.has(extname(file.path)) && file.path !== ".ci/run") return [];
  return [
    ...checkFile(file),
    ...checkWidths(file),
    ...checkFunctions(file),
    ...(file.syntax ?? []).flatMap((visit) => checkNesting(file.path, visit)),
    ...(file.syntax ?? []).flatMap((visit) => checkParameters(file.path, visit)),
  ];
}

function checkFile(file: TextFile): readonly Finding[] {
  const count = file.text.endsWith("\n") ? file.lines.length - 1 : file.lines.length;
  const most = isTest(file.path) ? testLinesMax : fileLinesMax;
  if (count <= most) return [];
  const sentence = `${count} lines; the limit is ${most}, so split it by reason to change`;
  return [{ path: file.path, line: most + 1, rule: "file-size", sentence }];
}

function checkWidths(file: TextFile): readonly Finding[] {
  return file.lines.flatMap((text, index): Finding[] => {
    if (text.length <= lineWidthMax) return [];
    const width = [...text].length;
    if (width <= lineWidthMax) return [];
    const sentence = `${width} characters; the limit is ${lineWidthMax}`;
    return [{ path: file.path, line: index + 1, rule: "line-width", sentence }];
  });
}

function checkFunctions(file: TextFile): readonly Finding[] {
  const visits = file.syntax ?? [];
  const suites = isTest(file.path) ? findSuites(visits) : new Set<SyntaxNode>();
  return visits.flatMap((visit): Finding[] => {
    const count = visit.endLine - visit.line + 1;
    if (!isFunction(visit.node) || count <= functionLinesMax || suites.has(visit.node)) return [];
    const sentence = `${describe(visit)} has ${count} lines; the limit is ${functionLinesMax}`;
    return [{ path: file.path, line: visit.line, rule: "function-size", sentence }];
  });
}

/** Functions that only group tests: their length is the tests' own, which are measured alone. */
function findSuites(visits: readonly SyntaxVisit[]): ReadonlySet<SyntaxNode> {
  const suites = new Set<SyntaxNode>();
  for (const visit of visits) {
    if (visit.node.type !== "CallExpression") continue;
    const called = nameOf(child(visit.node, "callee"));
    if (called === null || !["test", "it", "describe", "suite"].includes(called)) continue;
    const around = functionAround(visit);
    if (around !== null) suites.add(around.node);
  }
  return suites;
}

const controls = new Set([
  "IfStatement",
  "ForStatement",
  "ForOfStatement",
  "ForInStatement",
  "WhileStatement",
  "DoWhileStatement",
  "SwitchStatement",
  "TryStatement",
]);

function checkNesting(path: string, visit: SyntaxVisit): readonly Finding[] {
  // Exactly one too deep: whatever is deeper still lies within and is not told again.
  if (!nests(visit) || depthOf(visit) !== nestingMax + 1) return [];
  const sentence = `nested ${nestingMax + 1} deep; the limit is ${nestingMax}`;
  return [{ path, line: visit.line, rule: "nesting", sentence }];
}

/** Each function starts anew; `else if` is no deeper than its `if`. */
function depthOf(visit: SyntaxVisit): number {
  let depth = 0;
  let up: SyntaxVisit | null = visit;
  while (up !== null && !isFunction(up.node)) {
    if (nests(up)) depth += 1;
    up = up.parent;
  }
  return depth;
}

function nests(visit: SyntaxVisit): boolean {
  if (!controls.has(visit.node.type)) return false;
  return !(visit.node.type === "IfStatement" && visit.field === "alternate");
}

const signatures = new Set([
  "TSFunctionType",
  "TSMethodSignature",
  "TSCallSignatureDeclaration",
  "TSDeclareFunction",
  "TSEmptyBodyFunctionExpression",
]);

function checkParameters(path: string, visit: SyntaxVisit): readonly Finding[] {
  const { node, line } = visit;
  if (!isFunction(node) && !signatures.has(node.type)) return [];
  const count = childList(node, "params").filter((one) => nameOf(one) !== "this").length;
  if (count <= parametersMax) return [];
  const sentence = `${describe(visit)} takes ${count} parameters; after ${parametersMax}, a record`;
  return [{ path, line, rule: "parameters", sentence }];
}

function describe(visit: SyntaxVisit): string {
  const holder = visit.parent?.node;
  const name =
    nameOf(child(visit.node, "id")) ??
    nameOf(child(visit.node, "key")) ??
    (holder === undefined ? null : (nameOf(child(holder, "id")) ?? nameOf(child(holder, "key"))));
  return name === null ? "a function" : name;
}
