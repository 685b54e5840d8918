import type { Finding, RuleName } from "./finding.ts";
import { isTest, type TextFile } from "./read-tree.ts";
import { child, type SyntaxNode, type SyntaxVisit } from "./visit-syntax.ts";

const silencers = /@ts-(?:ignore|nocheck|expect-error)\b/;

/** Forms of the language that hide a type, a name or the place where something is declared. */
export function checkSyntax(file: TextFile): readonly Finding[] {
  if (file.syntax === null) return [];
  if (file.syntaxError !== null) {
    return [{ path: file.path, line: 1, rule: "unreadable", sentence: file.syntaxError }];
  }
  return [
    ...file.syntax.flatMap((visit) => checkNode(file.path, visit)),
    ...checkBarrel(file),
    ...checkSilencers(file),
  ];
}

function checkNode(path: string, visit: SyntaxVisit): readonly Finding[] {
  const broken = breach(visit.node, path);
  return broken === null ? [] : [{ path, line: visit.line, rule: broken[0], sentence: broken[1] }];
}

function breach(node: SyntaxNode, path: string): readonly [RuleName, string] | null {
  switch (node.type) {
    case "TSAnyKeyword":
      return ["any", "any switches checking off; outside data is unknown until it is read"];
    case "TSNonNullExpression":
      return ["non-null", "! claims what nobody checked; guard, or assert with the promise"];
    case "TSEnumDeclaration":
      return ["enum", "an enum is no erasable syntax; use a union of strings"];
    case "PropertyDefinition":
    case "VariableDeclarator":
      if (node["definite"] !== true) return null;
      return ["non-null", "! claims an assignment that nobody checked"];
    case "ExportDefaultDeclaration":
      // Tools read the default export of their configuration files, which lie at the root.
      if (!path.includes("/") && /\.config\.[tj]s$/.test(path)) return null;
      return ["default-export", "exports have names, so that a search finds them"];
    case "TSAsExpression":
      if (isTest(path) || !castsThroughUnknown(node)) return null;
      return ["double-cast", "as unknown as claims what nobody checked"];
    default:
      return null;
  }
}

function castsThroughUnknown(node: SyntaxNode): boolean {
  const inner = child(node, "expression");
  if (inner?.type !== "TSAsExpression") return false;
  return child(inner, "typeAnnotation")?.type === "TSUnknownKeyword";
}

function checkBarrel(file: TextFile): readonly Finding[] {
  const top = (file.syntax ?? []).filter((visit) => visit.parent?.node.type === "Program");
  const passing = top.filter((visit) => isPassedOn(visit.node));
  const all = passing.find((visit) => visit.node.type === "ExportAllDeclaration");
  const whole = passing.length > 0 && passing.length === top.length;
  const named = /(?:^|\/)index\.[tj]s$/.test(file.path);
  const line = all?.line ?? passing[0]?.line ?? 1;
  if (all === undefined && !whole && !named) return [];
  const sentence = "passes others' exports on; import from the file that declares them";
  return [{ path: file.path, line, rule: "barrel", sentence }];
}

function isPassedOn(node: SyntaxNode): boolean {
  if (node.type === "ExportAllDeclaration") return true;
  return node.type === "ExportNamedDeclaration" && child(node, "source") !== null;
}

function checkSilencers(file: TextFile): readonly Finding[] {
  return file.lines.flatMap((text, index): Finding[] => {
    const found = silencers.exec(text);
    if (found === null) return [];
    const sentence = `${found[0]} silences the compiler for a whole line`;
    return [{ path: file.path, line: index + 1, rule: "type-silenced", sentence }];
  });
}
