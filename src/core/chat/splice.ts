import { assert } from "../assert.ts";

/** JSON texts, in bytes, that take the place of a chunk's own. */
export interface ChunkReplacements {
  readonly id: Uint8Array;
  readonly model: Uint8Array;
}

/** Written once for a call, and spliced into each of its chunks. */
export function encodeReplacements(id: string, model: string): ChunkReplacements {
  return { id: encode(JSON.stringify(id)), model: encode(JSON.stringify(model)) };
}

/**
 * A chunk with the gateway's own `id` and `model` at its top level, and with `null` for a usage
 * that the provider reported, because the gateway reports its own at the end. Every other byte is
 * handed on as it came, in views of `raw`; send the pieces one after the other.
 *
 * @param raw one JSON object that a parser has already read
 */
export function spliceChunk(
  raw: Uint8Array,
  replacements: ChunkReplacements,
): readonly Uint8Array[] {
  const splice: Splice = { raw, pieces: [], kept: 0, at: skipSpace(raw, 0) };
  assert(raw[splice.at] === brace, "a chunk is a JSON object");
  splice.at = skipSpace(raw, splice.at + 1);

  const empty = raw[splice.at] !== quote;
  const seen = { id: false, model: false };
  while (raw[splice.at] === quote) {
    const field = spliceField(splice, replacements);
    if (field === "id" || field === "model") seen[field] = true;
    splice.at = skipSpace(raw, splice.at);
    if (raw[splice.at] === comma) splice.at = skipSpace(raw, splice.at + 1);
  }
  assert(raw[splice.at] === braceEnd, "a chunk is a whole JSON object");

  if (!seen.id) insert(splice, empty ? idFirst : idNext, replacements.id);
  if (!seen.model) insert(splice, modelNext, replacements.model);
  splice.pieces.push(raw.subarray(splice.kept));
  return splice.pieces;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const brace = 0x7b;
const braceEnd = 0x7d;
const bracket = 0x5b;
const bracketEnd = 0x5d;
const space = 0x20;
const smallN = 0x6e;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const nullText = encode("null");
const idFirst = encode('"id":');
const idNext = encode(',"id":');
const modelNext = encode(',"model":');

interface Splice {
  readonly raw: Uint8Array;
  readonly pieces: Uint8Array[];
  /** Where the bytes begin that are not yet among the pieces. */
  kept: number;
  /** Where the scan stands. */
  at: number;
}

function encode(text: string): Uint8Array {
  return encoder.encode(text);
}

function insert(splice: Splice, name: Uint8Array, value: Uint8Array): void {
  splice.pieces.push(splice.raw.subarray(splice.kept, splice.at), name, value);
  splice.kept = splice.at;
}

/** Passes one `"name": value`, and puts its replacement in its place where it has one. */
function spliceField(splice: Splice, replacements: ChunkReplacements): FieldName {
  const { raw } = splice;
  const nameEnd = endOfString(raw, splice.at);
  const field = nameOf(raw, splice.at, nameEnd);
  const before = skipSpace(raw, nameEnd);
  assert(raw[before] === colon, "a field's name is followed by its value");

  const start = skipSpace(raw, before + 1);
  splice.at = endOfValue(raw, start);
  const value = field === "id" || field === "model" ? replacements[field] : nullText;
  // A usage that already is null stays as it is.
  if (field !== null && !(field === "usage" && raw[start] === smallN)) {
    splice.pieces.push(raw.subarray(splice.kept, start), value);
    splice.kept = splice.at;
  }
  return field;
}

type FieldName = "id" | "model" | "usage" | null;

/** A name's bytes with its quotes: `"id"` has four. Escapes make it longer than it reads. */
function nameOf(raw: Uint8Array, start: number, end: number): FieldName {
  const length = end - start;
  if (length === 4 && spells(raw, start, '"id"')) return "id";
  if (length === 7 && spells(raw, start, '"model"')) return "model";
  if (length === 7 && spells(raw, start, '"usage"')) return "usage";
  if (length < 9 || length > 32) return null;

  const bytes = raw.subarray(start, end);
  if (!bytes.includes(backslash)) return null;
  const name: unknown = JSON.parse(decoder.decode(bytes));
  return name === "id" || name === "model" || name === "usage" ? name : null;
}

function spells(raw: Uint8Array, start: number, name: string): boolean {
  for (let index = 1; index < name.length - 1; index += 1) {
    if (raw[start + index] !== name.charCodeAt(index)) return false;
  }
  return true;
}

function skipSpace(raw: Uint8Array, from: number): number {
  let at = from;
  while (at < raw.length && (raw[at] ?? 0) <= space) at += 1;
  return at;
}

/** Most strings end within these bytes; for the others a native search is worth its call. */
const nearBytes = 24;

/** The place after the closing quote of a string that opens at `start`. */
function endOfString(raw: Uint8Array, start: number): number {
  let at = start + 1;
  const near = Math.min(at + nearBytes, raw.length);
  for (; at < near; at += 1) {
    if (raw[at] === quote) return at + 1;
    if (raw[at] === backslash) at += 1;
  }
  for (;;) {
    const closing = raw.indexOf(quote, at);
    assert(closing !== -1, "every string of a chunk is closed");
    if (!isEscaped(raw, at, closing)) return closing + 1;
    at = closing + 1;
  }
}

/** An odd run of backslashes, none before `from`, escapes what follows it. */
function isEscaped(raw: Uint8Array, from: number, at: number): boolean {
  let before = at;
  while (before > from && raw[before - 1] === backslash) before -= 1;
  return (at - before) % 2 === 1;
}

function endOfValue(raw: Uint8Array, start: number): number {
  const first = raw[start];
  if (first === quote) return endOfString(raw, start);
  if (first === brace || first === bracket) return endOfNested(raw, start);
  let at = start;
  while (at < raw.length && !endsBareValue(raw[at])) at += 1;
  return at;
}

/** Numbers, true, false and null end where something else begins. */
function endsBareValue(byte: number | undefined): boolean {
  return byte === undefined || byte === comma || byte === braceEnd || byte <= space;
}

function endOfNested(raw: Uint8Array, start: number): number {
  let depth = 0;
  let at = start;
  while (at < raw.length) {
    const byte = raw[at];
    if (byte === quote) {
      at = endOfString(raw, at);
      continue;
    }
    at += 1;
    if (byte === brace || byte === bracket) depth += 1;
    if (byte === braceEnd || byte === bracketEnd) depth -= 1;
    if (depth === 0) return at;
  }
  assert(false, "every object and list of a chunk is closed");
}
