import { posix } from "node:path";
import type { Finding, RuleName } from "./finding.ts";
import { isTest, type TextFile } from "./read-tree.ts";
import { child, childList, nameOf, type SyntaxVisit, stringOf } from "./visit-syntax.ts";

/** Who may import whom, besides itself. Only `main` chooses and connects. */
const directions: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ports: ["core"],
  flow: ["core", "ports"],
  admin: ["core", "ports"],
  providers: ["core", "ports"],
  stores: ["core", "ports"],
  outbound: ["core", "ports"],
  documents: ["core", "ports"],
  http: ["core", "ports", "flow", "admin"],
  cli: ["core", "ports", "admin"],
  main: [
    ...["core", "ports", "flow", "admin", "providers", "stores", "outbound", "documents"],
    ...["http", "cli"],
  ],
};

/** Layers whose folders are rivals behind one port: each must be removable alone. */
const rivals = new Set(["providers", "stores"]);

/** Layers that bring nothing of the world: their imports from outside, name by name. */
const packagesAllowed: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  // Reading a header from bytes and hashing bytes are pure, wherever the code comes from.
  core: { "image-size": [], "node:crypto": ["createHash", "createHmac", "hash"] },
  ports: {},
};
/** Modules of the runtime that flow may import, because they touch nothing outside. */
const runtimeAllowed = new Set(["node:assert", "node:buffer", "node:crypto"]);

interface Import {
  readonly specifier: string;
  readonly line: number;
  /** What is taken by name; empty where the whole module is. */
  readonly names: readonly string[];
}

/** The direction of imports: from the edge to the core, and never between neighbours. */
export function checkImports(file: TextFile): readonly Finding[] {
  if (/^(clients\/[^/]+|console)\/src\//.test(file.path) && !isTest(file.path)) {
    return checkClient(file);
  }
  if (!file.path.startsWith("src/") || isTest(file.path)) return [];
  const layer = layerOf(file.path);
  if (layer === null || directions[layer] === undefined) {
    const sentence = "lies in no layer of the house; see STYLE.md, where things live";
    return [{ path: file.path, line: 1, rule: "import-direction", sentence }];
  }
  return (file.syntax ?? []).flatMap((visit): Finding[] => {
    const found = readImport(visit);
    if (found === null) return [];
    const broken = found.specifier.startsWith(".")
      ? checkRelative(file.path, layer, found.specifier)
      : checkPackage(layer, found);
    return broken === null ? [] : [{ path: file.path, line: found.line, ...broken }];
  });
}

/** A client is published by itself, and so is the console: it reaches the gateway by HTTP alone. */
function checkClient({ path, syntax }: TextFile): readonly Finding[] {
  const root = path.slice(0, path.indexOf("/src/") + "/src".length);
  return (syntax ?? []).flatMap((visit): Finding[] => {
    const { specifier = "", line = 1 } = readImport(visit) ?? {};
    const target = posix.join(posix.dirname(path), specifier);
    if (!specifier.startsWith(".") || target.startsWith(`${root}/`)) return [];
    const sentence = `${specifier} lies outside ${root}, which has to stand by itself`;
    return [{ path, line, rule: "import-direction", sentence }];
  });
}

function readImport(visit: SyntaxVisit): Import | null {
  const { node, line } = visit;
  const source = child(node, "source");
  const specifier = stringOf(source);
  if (specifier === null) return null;
  const names = childList(node, "specifiers").flatMap(
    (one) => nameOf(child(one, "imported")) ?? [],
  );
  return { specifier, line, names };
}

type Broken = { readonly rule: RuleName; readonly sentence: string } | null;

function checkRelative(path: string, layer: string, specifier: string): Broken {
  const target = posix.join(posix.dirname(path), specifier);
  const targetLayer = layerOf(target);
  if (targetLayer === null) {
    return { rule: "import-direction", sentence: `${specifier} lies outside src` };
  }
  if (targetLayer !== layer && !directions[layer]?.includes(targetLayer)) {
    const allowed = [layer, ...(directions[layer] ?? [])].join(", ");
    const sentence = `${layer} imports ${targetLayer} (${target}); it may import ${allowed}`;
    return { rule: "import-direction", sentence };
  }
  if (targetLayer !== layer || !rivals.has(layer)) return null;
  const [own, other] = [folderOf(path), folderOf(target)];
  if (own === other || own === null || other === null) return null;
  return { rule: "import-sibling", sentence: `${layer}/${own} imports its neighbour ${other}` };
}

function checkPackage(layer: string, found: Import): Broken {
  const { specifier, names } = found;
  if (layer === "flow" && specifier.startsWith("node:") && !runtimeAllowed.has(specifier)) {
    const sentence = `flow imports ${specifier}; the world comes in through ports`;
    return { rule: "import-package", sentence };
  }
  const allowed = packagesAllowed[layer];
  if (allowed === undefined) return null;
  const taken = allowed[specifier];
  if (taken === undefined) {
    const sentence = `${layer} imports ${specifier}; it is pure and brings nothing of the world`;
    return { rule: "import-package", sentence };
  }
  const others = taken.length === 0 ? [] : names.filter((name) => !taken.includes(name));
  const whole = taken.length > 0 && names.length === 0;
  if (others.length === 0 && !whole) return null;
  const sentence = `${layer} may take only ${taken.join(", ")} from ${specifier}`;
  return { rule: "import-package", sentence };
}

/** The layer of a path in `src`: its first folder, or `main`; null outside. */
export function layerOf(path: string): string | null {
  const [root, first] = path.split("/");
  if (root !== "src" || first === undefined) return null;
  return first === "main.ts" ? "main" : first;
}

/** The folder within a layer, or null where the file lies in the layer itself. */
function folderOf(path: string): string | null {
  const parts = path.split("/");
  return parts.length > 3 ? (parts[2] ?? null) : null;
}
