import { assert } from "../assert.ts";
import type { TextRule, VisionRule } from "../catalogue/model.ts";
import type { ChatRequest, Message, Part, Picture } from "../chat/request.ts";
import { countTools, isRecord } from "./count-tools.ts";
import type { SplitPattern } from "./split-text.ts";
import { calibrations, ratioBoundPercent } from "./text-rules.ts";
import type { PictureCount } from "./vision/rule.ts";
import { countPicture, type PictureSize } from "./vision/rule.ts";

/** Tokens: the expected number and the upper bound, which is never below it. */
export interface Count {
  readonly tokens: number;
  readonly tokensMax: number;
}

/** What a prompt counts, by modality and in all. */
export interface PromptCount extends Count {
  readonly text: Count;
  readonly image: Count;
  /** In the order of the request's pictures. */
  readonly pictures: readonly (PictureSize & PictureCount)[];
}

/** Counts a text in the vocabulary of that name. */
type CountText = (vocabulary: SplitPattern, text: string) => number;

export interface PromptOrder {
  readonly chat: ChatRequest;
  /** As measured, in the order of `chat.pictures`. */
  readonly pictures: readonly Picture[];
  readonly textRule: TextRule;
  /** Null where the model takes no pictures: there must be none then. */
  readonly visionRule: VisionRule | null;
  readonly count: CountText;
}

/**
 * Counts a prompt before it is sent. Text by OpenAI's published accounting of messages, tools and
 * schemas; pictures by the vision rule. The hold uses `tokensMax`.
 *
 * Source: OpenAI cookbook, "How to count tokens with tiktoken" (2026-11-22).
 */
export function countPrompt(order: PromptOrder): PromptCount {
  const { visionRule } = order;
  const pictures = order.pictures.map(({ width, height, detail }) => {
    assert(visionRule !== null, "a model without a vision rule is sent no pictures");
    const size = { width, height, detail };
    return { ...size, ...countPicture(visionRule, size) };
  });
  const image = sum(pictures);
  const text = countText(order);
  return {
    text,
    image,
    pictures,
    tokens: text.tokens + image.tokens,
    tokensMax: text.tokensMax + image.tokensMax,
  };
}

function countText(order: PromptOrder): Count {
  const vocabulary = order.textRule === "cl100k_base" ? "cl100k_base" : "o200k_base";
  const encode = (text: string): number => order.count(vocabulary, text);
  const { chat } = order;
  const exact = sum([
    exactly(replyPriming),
    ...chat.messages.map((message) => countMessage(message, encode)),
    countTools(chat.passedOn["tools"] ?? chat.passedOn["functions"], encode),
    countFormat(chat.passedOn["response_format"], encode),
    { tokens: 0, tokensMax: countStrangers(chat.passedOn, settled, encode) },
  ]);
  return calibrate(exact, order);
}

/** Tokens that stand around each message, and before the answer. */
const messageOverhead = 3;
const replyPriming = 3;
const nameOverhead = 1;
/** Tokens that may stand between the parts of one message; the page doesn't say. */
const partOverheadMax = 4;

function countMessage(message: Message, encode: (text: string) => number): Count {
  const { passedOn } = message;
  const { name } = passedOn;
  const named = typeof name === "string" ? nameOverhead + encode(name) : 0;
  const unknown = countStrangers(passedOn, new Set(["name", "tool_calls"]), encode);
  return sum([
    { tokens: messageOverhead, tokensMax: messageOverhead + unknown },
    exactly(encode(message.role) + named),
    countContent(message.content, encode),
    countCalls(passedOn["tool_calls"], encode),
  ]);
}

function countContent(content: Message["content"], encode: (text: string) => number): Count {
  if (content === null) return none;
  if (typeof content === "string") return exactly(encode(content));
  const between = Math.max(0, content.length - 1) * partOverheadMax;
  return sum([
    { tokens: 0, tokensMax: between },
    ...content.map((part) => {
      const tokens = encode(textOf(part));
      return { tokens, tokensMax: tokens + countStrangers(part.passedOn, new Set(), encode) };
    }),
  ]);
}

/** What a part says in text; a picture says nothing. */
function textOf(part: Part): string {
  if (part.kind === "text") return part.text;
  return part.kind === "refusal" ? part.refusal : "";
}

/** Calls that the model made before: names and arguments, and at most their whole JSON. */
function countCalls(calls: unknown, encode: (text: string) => number): Count {
  if (calls === undefined || calls === null) return none;
  let tokens = 0;
  for (const call of Array.isArray(calls) ? calls : []) {
    const called: unknown = isRecord(call) ? call["function"] : null;
    if (!isRecord(called)) continue;
    tokens += encode(String(called["name"] ?? "")) + encode(String(called["arguments"] ?? ""));
  }
  return { tokens, tokensMax: Math.max(tokens, encode(JSON.stringify(calls))) + messageOverhead };
}

/** A schema is shown to the model; JSON mode is a short instruction at most. */
function countFormat(format: unknown, encode: (text: string) => number): Count {
  if (!isRecord(format)) return none;
  const tokensMax = encode(JSON.stringify(format)) + messageOverhead;
  const schema = format["json_schema"];
  return { tokens: schema === undefined ? 0 : encode(JSON.stringify(schema)), tokensMax };
}

/** Fields of a body that providers don't show to the model, or that are counted above. */
const settled: ReadonlySet<string> = new Set([
  "tools",
  "functions",
  "response_format",
  "stop",
  "user",
  "metadata",
  "logit_bias",
  "reasoning_effort",
  "verbosity",
  "safety_identifier",
  "prompt_cache_key",
  "prompt_cache_retention",
  "modalities",
]);

/** Fields that we don't know may reach the model as text: they count in the bound, whole. */
function countStrangers(
  fields: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
  encode: (text: string) => number,
): number {
  let tokens = 0;
  for (const [name, value] of Object.entries(fields)) {
    const isText = typeof value === "string" || (typeof value === "object" && value !== null);
    if (isText && !known.has(name)) tokens += encode(JSON.stringify({ [name]: value }));
  }
  return tokens;
}

function calibrate(exact: Count, { textRule, chat }: PromptOrder): Count {
  const calibration = calibrations[textRule];
  if (calibration === undefined) return exact;
  const { hundredths } = calibration;
  const tools = chat.passedOn["tools"] === undefined ? none : calibration.tools;
  return {
    tokens: Math.ceil((exact.tokens * hundredths) / 100) + tools.tokens,
    tokensMax:
      Math.ceil((exact.tokensMax * hundredths * ratioBoundPercent) / 10_000) + tools.tokensMax,
  };
}

const none: Count = { tokens: 0, tokensMax: 0 };

function exactly(tokens: number): Count {
  return { tokens, tokensMax: tokens };
}

function sum(counts: readonly Count[]): Count {
  return counts.reduce(
    (total, next) => ({
      tokens: total.tokens + next.tokens,
      tokensMax: total.tokensMax + next.tokensMax,
    }),
    none,
  );
}
