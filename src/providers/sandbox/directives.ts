import { bounds } from "./bounds.ts";
import { type Rejection, reject } from "./request.ts";

/** Faults and paces that a message's text asked for; null is "as usual". */
export interface Directives {
  readonly status: number | null;
  readonly times: number | null;
  readonly key: string | null;
  readonly retry_after: number | null;
  readonly stall_ms: number | null;
  readonly stall_after: number | null;
  readonly reset_after: number | null;
  readonly truncate_after: number | null;
  readonly error_after: number | null;
  readonly usage: string | null;
  readonly usage_prompt: number | null;
  readonly usage_completion: number | null;
  /** Of the prompt, what is said to be read from the cache, written to it, and for an hour. */
  readonly cache_read: number | null;
  readonly cache_write: number | null;
  readonly cache_write_1h: number | null;
  readonly tokens: number | null;
  readonly pace: number | null;
  readonly first_ms: number | null;
  readonly event_tokens: number | null;
  readonly no_done: boolean | null;
  readonly thoughts: number | null;
  readonly block: string | null;
}

/**
 * Reads every line `!sandbox key=value …` of the texts; a later one wins. Answers a rejection
 * that names what is allowed where a directive is unknown or its value is out of range.
 */
export function readDirectives(texts: Iterable<string>): Directives | Rejection {
  const found: Record<string, number | string | boolean> = {};
  for (const text of texts) {
    for (const word of directiveWords(text)) {
      const fault = readWord(word, found);
      if (fault !== null) return fault;
    }
  }
  if (found["status"] === undefined && ("times" in found || "retry_after" in found)) {
    return reject("!sandbox: `times` and `retry_after` need a `status`.", { param: "messages" });
  }
  return { ...noDirectives, ...found };
}

const noDirectives: Directives = {
  status: null,
  times: null,
  key: null,
  retry_after: null,
  stall_ms: null,
  stall_after: null,
  reset_after: null,
  truncate_after: null,
  error_after: null,
  usage: null,
  usage_prompt: null,
  usage_completion: null,
  cache_read: null,
  cache_write: null,
  cache_write_1h: null,
  tokens: null,
  pace: null,
  first_ms: null,
  event_tokens: null,
  no_done: null,
  thoughts: null,
  block: null,
};

interface Kind {
  /** What is allowed, in the words of the rejection. */
  readonly allowed: string;
  readonly read: (value: string) => number | string | boolean | null;
}

const tokenCount = whole(0, 10_000_000);
const milliseconds = whole(0, bounds.delayMsMax);

const kinds: Readonly<Record<keyof Directives, Kind>> = {
  status: whole(400, 599),
  times: whole(1, 1_000),
  key: { allowed: "up to 64 letters, digits, - and _", read: readName },
  retry_after: whole(0, 3_600),
  stall_ms: milliseconds,
  stall_after: tokenCount,
  reset_after: tokenCount,
  truncate_after: tokenCount,
  error_after: tokenCount,
  usage: { allowed: "none or zero", read: (value) => oneOf(value, ["none", "zero"]) },
  usage_prompt: tokenCount,
  usage_completion: tokenCount,
  cache_read: tokenCount,
  cache_write: tokenCount,
  cache_write_1h: tokenCount,
  tokens: whole(1, 10_000_000),
  pace: whole(0, 100_000),
  first_ms: milliseconds,
  event_tokens: whole(1, 10_000),
  no_done: { allowed: "true, or no value", read: (value) => (value === "true" ? true : null) },
  thoughts: whole(0, 100_000),
  block: { allowed: "prompt or answer", read: (value) => oneOf(value, ["prompt", "answer"]) },
};

function* directiveWords(text: string): Generator<string> {
  // Nearly every text has none: the search for the word alone is much the cheaper one.
  if (!text.includes("!sandbox")) return;
  for (const [, words = ""] of text.matchAll(/^[ \t]*!sandbox(?=\s|$)(.*)$/gm)) {
    yield* words.split(/\s+/).filter((word) => word !== "");
  }
}

function readWord(
  word: string,
  found: Record<string, number | string | boolean>,
): Rejection | null {
  const [key = "", value = "true"] = word.split("=", 2);
  if (!isDirective(key)) {
    const list = Object.entries(kinds).map(([name, kind]) => `${name} (${kind.allowed})`);
    return reject(`Unknown !sandbox directive ${quote(key)}. Allowed: ${list.join(", ")}.`, {
      param: "messages",
    });
  }
  const read = kinds[key].read(value);
  if (read === null) {
    return reject(`!sandbox ${key}=${quote(value)} is not allowed: ${kinds[key].allowed}.`, {
      param: "messages",
    });
  }
  found[key] = read;
  return null;
}

function isDirective(key: string): key is keyof Directives {
  return Object.hasOwn(kinds, key);
}

function whole(least: number, most: number): Kind {
  const read = (value: string) => {
    if (!/^\d{1,9}$/.test(value)) return null;
    const number = Number(value);
    return number >= least && number <= most ? number : null;
  };
  return { allowed: `a whole number from ${least} to ${most}`, read };
}

function readName(value: string): string | null {
  return /^[\w-]{1,64}$/.test(value) ? value : null;
}

function oneOf(value: string, allowed: readonly string[]): string | null {
  return allowed.includes(value) ? value : null;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 64));
}
