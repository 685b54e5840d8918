import { loadVocabulary } from "../src/admin/load-vocabulary.ts";
import type { ChatRequest, Picture } from "../src/core/chat/request.ts";
import { isRefusal } from "../src/core/refusal.ts";
import { countPrompt } from "../src/core/tokens/count-prompt.ts";
import { countTokens } from "../src/core/tokens/count-text.ts";
import { measurePicture } from "../src/core/tokens/measure-picture.ts";
import { openTextCounter } from "../src/core/tokens/text-counter.ts";
import { bounds, type Figure } from "./figure.ts";
import { median } from "./quantile.ts";

export interface TokenOrder {
  readonly rounds: number;
}

const vocabulary = loadVocabulary("o200k_base");
const pictureBytes = 20_000_000;
const textCharacters = 100_000;
const chunks = 5_000;

/** How long it takes to know what a request will cost: no network, no store, one thread. */
export async function measureTokens({ rounds }: TokenOrder): Promise<readonly Figure[]> {
  const picture = writePicture();
  const chat = writeChat();
  const pictures = Array.from({ length: 8 }, (_, at) => inline(1024 + at, 768 + at));
  return [
    figure("text_100kb_ms", "100 KB of prose and code, counted", {
      values: repeat(rounds, () => countTokens(vocabulary, longText)),
      bound: bounds.longTextMs,
    }),
    figure("endless_word_ms", "100 KB in one word, counted", {
      values: repeat(rounds, () => countTokens(vocabulary, endlessWord)),
      // The worst there is; it counts in a thread of its own.
      bound: null,
    }),
    figure("estimate_ms", "a prompt of 8 pictures and 4,000 words, counted", {
      values: repeat(rounds, () => countCall(chat, pictures)),
      bound: bounds.estimateMs,
    }),
    figure("picture_head_ms", "size of a 20 MB picture, by its header", {
      values: repeat(rounds, () => measure(picture)),
      bound: bounds.pictureHeadMs,
    }),
    ...["a word ", "aaaa", "ACGT", "漢字", "===="].map((text) =>
      figure(`meter_us_${text.trim()}`, `meter, a chunk of "${text}" without end`, {
        values: repeat(rounds, () => meter(text)).map((ms) => (ms / chunks) * 1000),
        bound: bounds.meterMicroseconds,
      }),
    ),
  ];
}

/** Milliseconds of each round; the first ones, which compilers slow down, don't count. */
function repeat(rounds: number, work: () => unknown): readonly number[] {
  for (let round = 0; round < rounds; round += 1) work();
  return Array.from({ length: rounds }, () => {
    const beganAtMs = performance.now();
    work();
    return performance.now() - beganAtMs;
  });
}

function figure(
  id: string,
  label: string,
  found: { readonly values: readonly number[]; readonly bound: Figure["bound"] },
): Figure {
  const unit = id.startsWith("meter") ? "µs" : "ms";
  const worst = Math.max(...found.values).toFixed(2);
  return {
    id,
    label,
    unit,
    value: median(found.values),
    bound: found.bound,
    note: `worst ${worst} of ${found.values.length}`,
  };
}

const prose = "The quick brown fox didn't jump over 12 lazy dogs; it walked, slowly, home.\n";
const code = "  const total = values.reduce((sum, { amount }) => sum + amount, 0n); // exact\n";
const longText = (prose + code).repeat(textCharacters / 150).slice(0, textCharacters);
const endlessWord = "acgtacggtca".repeat(textCharacters / 10).slice(0, textCharacters);

function meter(text: string): number {
  const counter = openTextCounter(vocabulary);
  let tokens = 0;
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    counter.push(text);
    tokens = counter.count();
  }
  return tokens;
}

function writeChat(): ChatRequest {
  const words = prose.repeat(4_000 / 13);
  return {
    model: "bench",
    messages: [{ role: "user", content: words, passedOn: {} }],
    pictures: [],
    passedOn: {},
    outputTokensMax: null,
    stream: true,
    includeUsage: false,
    hold: "auto",
    sessionId: null,
    clientRequestId: null,
    onDisconnect: null,
    maxCost: null,
    store: true,
  };
}

function inline(width: number, height: number): Picture {
  const base64 = new Uint8Array();
  return { base64, mediaType: "image/png", width, height, detail: "high" };
}

function countCall(chat: ChatRequest, pictures: readonly Picture[]): number {
  return countPrompt({
    chat,
    pictures,
    textRule: "claude-ratio",
    visionRule: "claude-28-high",
    count: (_, text) => countTokens(vocabulary, text),
  }).tokensMax;
}

/** A JPEG of twenty megabytes in base64: a header, and bytes that nobody has to look at. */
function writePicture(): Uint8Array {
  const bytes = Buffer.alloc(pictureBytes, 0x55);
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 3, 0, 4, 0, 1, 1, 0x11, 0]);
  return Buffer.from(bytes.toString("base64"), "latin1");
}

function measure(base64: Uint8Array): number {
  const measured = measurePicture({ kind: "inline", base64, mediaType: "", detail: "auto" });
  if (isRefusal(measured)) throw new Error(measured.message);
  return measured.width;
}
