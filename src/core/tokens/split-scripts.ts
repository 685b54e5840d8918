/**
 * Kinds of text that tokenizers treat alike: prose in Latin letters, Chinese and Japanese
 * characters, code and data, and everything else.
 */
export type Script = "latin" | "cjk" | "code" | "other";

export const scripts: readonly Script[] = ["latin", "cjk", "code", "other"];

/**
 * Takes a text apart by script; what is of one script stays in its order, joined. White space of
 * prose goes with what stands before it. Whether a line in Latin letters is code is told by its
 * indentation and by how many of its characters are symbols or digits: for the ratios it hardly
 * matters.
 */
export function splitScripts(text: string): Readonly<Record<Script, string>> {
  const found: Record<Script, string> = { latin: "", cjk: "", code: "", other: "" };
  let line: Line = { end: 0, script: "latin" };
  let script: Script = "latin";
  let from = 0;
  for (let at = 0; at < text.length; ) {
    if (at >= line.end) line = readLine(text, at);
    const code = text.codePointAt(at) ?? 0;
    const next: Script = scriptOf(code, line) ?? script;
    if (next !== script) {
      found[script] += text.slice(from, at);
      from = at;
      script = next;
    }
    at += code > 0xffff ? 2 : 1;
  }
  found[script] += text.slice(from);
  return found;
}

/** A line of the text, and what its Latin letters are. */
interface Line {
  readonly end: number;
  readonly script: "latin" | "code";
}

/** UTF-16 units: a longer line is taken in parts, each a line by itself. */
const lineMax = 1_024;
/** A line with more symbols than one in so many characters is code. */
const charactersPerSymbol = 10;

function readLine(text: string, from: number): Line {
  let symbols = 0;
  let at = from;
  const limit = Math.min(text.length, from + lineMax);
  while (at < limit) {
    const code = text.charCodeAt(at);
    at += 1;
    if (code === 0x0a) break;
    if (isSymbol(code)) symbols += 1;
  }
  const isIndented = text.startsWith("  ", from) || text.startsWith("\t", from);
  const isCode = isIndented || symbols * charactersPerSymbol > at - from;
  return { end: at, script: isCode ? "code" : "latin" };
}

/** Digits and what prose seldom has: all of ASCII's symbols but the marks of a sentence. */
function isSymbol(code: number): boolean {
  return code < 0x80 && symbols[code] === 1;
}

const symbols = readSymbols();

function readSymbols(): Uint8Array {
  const table = new Uint8Array(0x80);
  for (const character of '0123456789{}[]()<>=;:_/\\|&*+#@$%^~"`') {
    table[character.charCodeAt(0)] = 1;
  }
  return table;
}

/** The script of a character; null where it goes with whatever stands before it. */
function scriptOf(code: number, line: Line): Script | null {
  // Indentation belongs to the code behind it.
  if (code <= 0x20) return line.script === "code" ? "code" : null;
  if (code === 0xa0 || code === 0x3000) return null;
  if (code < 0x180) return line.script;
  if (isCjk(code)) return "cjk";
  // Dashes, quotation marks, ellipses.
  return code >= 0x2010 && code <= 0x2027 ? line.script : "other";
}

function isCjk(code: number): boolean {
  return (
    (code >= 0x3001 && code <= 0x30ff) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xffef) ||
    (code >= 0x20000 && code <= 0x3ffff)
  );
}
