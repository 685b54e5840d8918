import { parseSync, visitorKeys } from "oxc-parser";

/** A node of the syntax tree (ESTree with TypeScript's nodes); offsets count UTF-16 units. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** A node together with its way up to the root. */
export interface SyntaxVisit {
  readonly node: SyntaxNode;
  /** Null for the program itself. */
  readonly parent: SyntaxVisit | null;
  /** The parent's field that holds the node. */
  readonly field: string;
  /** The line it starts in, from 1. */
  readonly line: number;
  /** The line it ends in. */
  readonly endLine: number;
}

/** Parses a file and lists all its nodes, parents before children. */
export function visitAll(
  path: string,
  text: string,
): { readonly visits: readonly SyntaxVisit[]; readonly error: string | null } {
  const result = parseSync(path, text);
  const error = result.errors[0]?.message ?? null;
  const lineStarts = startsOfLines(text);
  const visits: SyntaxVisit[] = [];
  const enter = (node: SyntaxNode, parent: SyntaxVisit | null, field: string): void => {
    const line = lineAt(lineStarts, node.start);
    const visit = { node, parent, field, line, endLine: lineAt(lineStarts, node.end) };
    visits.push(visit);
    for (const [childField, child] of childrenOf(node)) enter(child, visit, childField);
  };
  // The parser's own node type is a union of a hundred interfaces; the rules read fields by name.
  enter(result.program as unknown as SyntaxNode, null, "");
  return { visits, error };
}

function childrenOf(node: SyntaxNode): readonly (readonly [string, SyntaxNode])[] {
  return (visitorKeys[node.type] ?? []).flatMap((field) => {
    const value = node[field];
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.filter(isNode).map((child) => [field, child] as const);
  });
}

/** Whether a field's value is a node. */
function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** The node's child in that field, or null. */
export function child(node: SyntaxNode, field: string): SyntaxNode | null {
  const value = node[field];
  return isNode(value) ? value : null;
}

/** The node's children in that field. */
export function childList(node: SyntaxNode, field: string): readonly SyntaxNode[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The name of an identifier, or null for any other node. */
export function nameOf(node: SyntaxNode | null): string | null {
  return node?.type === "Identifier" && typeof node["name"] === "string" ? node["name"] : null;
}

/** The value of a string literal, or null for any other node. */
export function stringOf(node: SyntaxNode | null): string | null {
  return node?.type === "Literal" && typeof node["value"] === "string" ? node["value"] : null;
}

/** Whether the node is a function with a body. */
export function isFunction(node: SyntaxNode): boolean {
  if (node.type === "ArrowFunctionExpression") return true;
  const named = node.type === "FunctionDeclaration" || node.type === "FunctionExpression";
  return named && child(node, "body") !== null;
}

/** The innermost function around a node, itself not counted; null at the top of a file. */
export function functionAround(visit: SyntaxVisit): SyntaxVisit | null {
  let up = visit.parent;
  while (up !== null && !isFunction(up.node)) up = up.parent;
  return up;
}

function startsOfLines(text: string): readonly number[] {
  const starts = [0];
  let next = text.indexOf("\n");
  while (next !== -1) {
    starts.push(next + 1);
    next = text.indexOf("\n", next + 1);
  }
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
