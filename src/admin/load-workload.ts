import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { limits } from "../core/limits.ts";

/** A workload's file, read but not yet understood. */
export interface WorkloadFile {
  readonly path: string;
  readonly value: unknown;
  /** The line where a fault stands, by its path in the file, such as `images[0].width`. */
  readonly lineOf: (fault: string) => number;
}

/** One of the workloads that ship. */
export interface ShippedWorkload {
  readonly name: string;
  readonly path: string;
}

/** The workloads of a folder, by name. */
export function listWorkloads(folder: string): readonly ShippedWorkload[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => ({ name: file.replace(/\.yaml$/, ""), path: join(folder, file) }));
}

/** A workload that ships, as a plan takes it. */
export interface ReadyWorkload {
  /** What `farebox plan` knows it by. */
  readonly id: string;
  readonly workload: unknown;
}

/** Reads all workloads of a folder. */
export function readShippedWorkloads(folder: string): readonly ReadyWorkload[] {
  return listWorkloads(folder).map(({ name, path }) => ({
    id: name,
    workload: loadWorkload(path, folder).value,
  }));
}

/**
 * Reads a workload's file, YAML or JSON: a path, or the name of one that ships. Throws an error
 * whose sentence names the file, the line where there is one, and what is allowed.
 */
export function loadWorkload(named: string, folder: string): WorkloadFile {
  const path = findWorkload(named, folder);
  const text = readWorkloadText(path);
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines });
  const [mistake] = [...document.errors, ...document.warnings];
  if (mistake !== undefined) {
    const { line } = lines.linePos(mistake.pos[0]);
    throw new Error(`${path}:${line}: this is no YAML: ${mistake.message.split("\n")[0]}`);
  }
  return {
    path,
    value: readValue(document, path),
    lineOf: (fault) => lines.linePos(offsetOf(document, fault)).line,
  };
}

/** Names for parts of a file are fine; parts of parts that grow beyond bounds are not. */
function readValue(document: Document.Parsed, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: limits.workloadAliasesMax });
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function findWorkload(named: string, folder: string): string {
  if (existsSync(named) && statSync(named).isFile()) return named;
  const shipped = listWorkloads(folder);
  const found = shipped.find(({ name }) => name === named);
  if (found !== undefined) return found.path;
  const names = shipped.map(({ name }) => name).join(", ");
  throw new Error(`there is no workload "${named}": name a file, or one of ${names}`);
}

function readWorkloadText(path: string): string {
  const { size } = statSync(path);
  if (size > limits.workloadBytesMax) {
    throw new Error(`${path} has ${size} bytes; ${limits.workloadBytesMax} are allowed`);
  }
  return readFileSync(path, "utf8");
}

/** How far into the file a fault's path leads; where it leads nowhere, to what lies around it. */
function offsetOf(document: Document.Parsed, fault: string): number {
  let node: Node | null = document.contents;
  let place = node?.range?.[0] ?? 0;
  for (let rest = fault; node !== null && rest !== ""; ) {
    const step = stepInto(node, rest);
    if (step === null) return place;
    place = step.place;
    node = step.node;
    rest = step.rest;
  }
  return place;
}

interface Step {
  readonly node: Node | null;
  readonly place: number;
  readonly rest: string;
}

/** Names may have dots in them, so a step is whatever key of the file the path begins with. */
function stepInto(node: Node, path: string): Step | null {
  if (isMap<Node, Node | null>(node)) {
    for (const { key, value } of node.items) {
      const name = String(key);
      if (!path.startsWith(name) || !/^($|[.[])/.test(path.slice(name.length))) continue;
      const rest = path.slice(name.length).replace(/^\./, "");
      return { node: value, place: key.range?.[0] ?? 0, rest };
    }
    return null;
  }
  const [whole = "", index = ""] = /^\[(\d+)\]\.?/.exec(path) ?? [];
  const member = isSeq<Node>(node) && whole !== "" ? node.items[Number(index)] : undefined;
  if (member === undefined) return null;
  return { node: member, place: member.range?.[0] ?? 0, rest: path.slice(whole.length) };
}
