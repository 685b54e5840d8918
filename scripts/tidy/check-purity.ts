import { layerOf } from "./check-imports.ts";
import type { Finding } from "./finding.ts";
import { isTest, type TextFile } from "./read-tree.ts";
import { child, childList, nameOf, type SyntaxNode, type SyntaxVisit } from "./visit-syntax.ts";

const world = ["process", "fetch", "setTimeout", "setInterval", "setImmediate", "console"];
/** The names by which each layer could reach around its ports. */
const forbidden: Readonly<Record<string, ReadonlySet<string>>> = {
  core: new Set([...world, "performance", "crypto", "queueMicrotask", "globalThis", "navigator"]),
  flow: new Set([...world, "performance", "crypto", "globalThis"]),
};
const forbiddenMembers = new Set([
  "Date.now",
  "Math.random",
  "AbortSignal.timeout",
  "Atomics.wait",
  "Atomics.waitAsync",
]);

/** Core and flow get time, chance and the outside handed in, or no seed could replay them. */
export function checkPurity(file: TextFile): readonly Finding[] {
  const layer = layerOf(file.path);
  const names = layer === null ? undefined : forbidden[layer];
  if (names === undefined || isTest(file.path)) return [];
  const visits = file.syntax ?? [];
  const own = new Set(visits.filter(isBinding).flatMap((visit) => nameOf(visit.node) ?? []));
  return visits.flatMap((visit): Finding[] => {
    const reached = reachedBy(visit, names);
    if (reached === null || own.has(reached)) return [];
    const sentence = `${layer} reaches for ${reached}; take it through ports/ or as a value`;
    return [{ path: file.path, line: visit.line, rule: "impure", sentence }];
  });
}

function reachedBy(visit: SyntaxVisit, names: ReadonlySet<string>): string | null {
  const { node } = visit;
  const name = nameOf(node);
  if (name !== null) return names.has(name) && isReference(visit) ? name : null;
  if (node.type === "MemberExpression") {
    const path = `${nameOf(child(node, "object"))}.${nameOf(child(node, "property"))}`;
    return forbiddenMembers.has(path) ? path : null;
  }
  return readsClock(node) ? "the clock by Date" : null;
}

/** `new Date()` and `Date()` read the clock; `new Date(instant)` only converts. */
function readsClock(node: SyntaxNode): boolean {
  if (nameOf(child(node, "callee")) !== "Date") return false;
  return node.type === "CallExpression" || childList(node, "arguments").length === 0;
}

const keyHolders = new Set([
  "Property",
  "MethodDefinition",
  "PropertyDefinition",
  "TSPropertySignature",
  "TSMethodSignature",
]);

function isReference(visit: SyntaxVisit): boolean {
  const holder = visit.parent?.node;
  if (holder === undefined || holder["computed"] === true) return true;
  if (keyHolders.has(holder.type)) return visit.field !== "key";
  if (holder.type === "MemberExpression") return visit.field !== "property";
  return !["ImportSpecifier", "ExportSpecifier"].includes(holder.type);
}

const patterns = new Set(["ObjectPattern", "ArrayPattern", "AssignmentPattern", "RestElement"]);

/** Whether the identifier declares a name, such as a parameter, which then hides the global one. */
function isBinding(visit: SyntaxVisit): boolean {
  if (visit.node.type !== "Identifier") return false;
  let step = visit;
  while (step.parent !== null && bindsOn(step)) step = step.parent;
  if (step.field === "params" || step.field === "local") return true;
  return step.field === "id" && step.parent?.node.type !== "TSTypeAliasDeclaration";
}

function bindsOn(visit: SyntaxVisit): boolean {
  const holder = visit.parent?.node;
  if (holder === undefined) return false;
  if (holder.type === "Property") return visit.field === "value";
  return patterns.has(holder.type) && visit.field !== "right";
}
