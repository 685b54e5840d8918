import { assert } from "../assert.ts";
import type { TextRule, ToolPrompt, VisionRule } from "../catalogue/model.ts";
import type { ChatRequest, Message, Part, Picture } from "../chat/request.ts";
import { isRecord } from "../is-record.ts";
import { type Count, exactly, noTokens, sumCounts } from "./count.ts";
import { countFunctionCall, countFunctions } from "./count-functions.ts";
import { type CountText, type Encode, encodeFor } from "./count-scripts.ts";
import { countTools } from "./count-tools.ts";
import { type TextAccount, textAccounts } from "./text-rules.ts";
import type { PictureCount } from "./vision/rule.ts";
import { countPicture, type PictureSize } from "./vision/rule.ts";

/** What a prompt counts, by modality and in all. */
export interface PromptCount extends Count {
  readonly text: Count;
  readonly image: Count;
  /** In the order of the request's pictures. */
  readonly pictures: readonly (PictureSize & PictureCount)[];
}

export interface PromptOrder {
  readonly chat: ChatRequest;
  /** As measured, in the order of `chat.pictures`. */
  readonly pictures: readonly Picture[];
  readonly textRule: TextRule;
  /** Null where the model takes no pictures: there must be none then. */
  readonly visionRule: VisionRule | null;
  /** What the provider adds to tools on this model; the text rule's own figure where absent. */
  readonly toolPrompt?: ToolPrompt | null | undefined;
  readonly count: CountText;
}

/**
 * Counts a prompt before it is sent. Text by OpenAI's published accounting of messages, tools and
 * schemas, or by calibrated ratios; pictures by the vision rule. The hold uses `tokensMax`.
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
  const image = sumCounts(pictures);
  const text = countText(order);
  return { text, image, pictures, ...sumCounts([text, image]) };
}

function countText(order: PromptOrder): Count {
  const { passedOn, messages } = order.chat;
  const account = textAccounts[order.textRule];
  const encode = encodeFor(account, order.count);
  return sumCounts([
    account.frame.reply,
    ...messages.map((message) => countMessage(message, account, encode)),
    countDefinitions(order, account, encode),
    countFormat(passedOn["response_format"], encode),
    { tokens: 0, tokensMax: countStrangers(passedOn, settled, encode) },
  ]);
}

/** Tokens that may stand between the parts of one message; the page doesn't say. */
const partOverheadMax = 4;
const nameOverhead = 1;
/** What a message that answers a call of the old kind is shorter by. */
const answerSaving = 2;

function countMessage(message: Message, account: TextAccount, encode: Encode): Count {
  const { passedOn } = message;
  const { name } = passedOn;
  const unknown = countStrangers(passedOn, countedOfMessage, encode);
  const isExact = account.ratios === null;
  const saved = isExact && message.role === "function" ? answerSaving : 0;
  const { tokens, tokensMax } = account.frame.message;
  return sumCounts([
    { tokens: tokens - saved, tokensMax: tokensMax + unknown },
    // Others tell roles by marks that are part of the frame.
    isExact ? encode(message.role) : noTokens,
    typeof name === "string" ? sumCounts([exactly(nameOverhead), encode(name)]) : noTokens,
    countContent(message.content, encode),
    countCalls(passedOn["tool_calls"], account, encode),
    countFunctionCall(passedOn["function_call"], encode),
  ]);
}

const countedOfMessage: ReadonlySet<string> = new Set(["name", "tool_calls", "function_call"]);

function countContent(content: Message["content"], encode: Encode): Count {
  if (content === null) return noTokens;
  if (typeof content === "string") return encode(content);
  const between = Math.max(0, content.length - 1) * partOverheadMax;
  return sumCounts([
    { tokens: 0, tokensMax: between },
    ...content.map((part) => {
      const { tokens, tokensMax } = encode(textOf(part));
      return { tokens, tokensMax: tokensMax + countStrangers(part.passedOn, nothing, encode) };
    }),
  ]);
}

const nothing: ReadonlySet<string> = new Set();

/** What a part says in text; a picture says nothing. */
function textOf(part: Part): string {
  if (part.kind === "text") return part.text;
  return part.kind === "refusal" ? part.refusal : "";
}

/** Calls that the model made before: names and arguments, and at most their whole JSON. */
function countCalls(calls: unknown, account: TextAccount, encode: Encode): Count {
  if (calls === undefined || calls === null) return noTokens;
  let tokens = 0;
  for (const call of Array.isArray(calls) ? calls : []) {
    const called: unknown = isRecord(call) ? call["function"] : null;
    if (!isRecord(called)) continue;
    tokens += encode(String(called["name"] ?? "")).tokens;
    tokens += encode(String(called["arguments"] ?? "")).tokens;
  }
  const whole = encode(JSON.stringify(calls)).tokensMax + account.frame.message.tokensMax;
  return { tokens, tokensMax: Math.max(tokens, whole) };
}

/** What the model may call: `tools`, or `functions`, which they have replaced. */
function countDefinitions(order: PromptOrder, account: TextAccount, encode: Encode): Count {
  const { tools, functions, tool_choice: choice, function_call: call } = order.chat.passedOn;
  const given = tools ?? functions;
  if (!Array.isArray(given) || given.length === 0) return noTokens;
  if (account.ratios !== null) {
    return sumCounts([encode(JSON.stringify(given)), toolPromptOf(order, account, choice ?? call)]);
  }
  if (tools !== undefined && tools !== null) return countTools(tools, encode);
  const system = order.chat.messages.find(({ role }) => role === "system");
  const counted = countFunctions(given, { call, hasSystem: system !== undefined }, encode);
  return sumCounts([counted, countPadding(system, encode)]);
}

/** The first system message ends with a line of its own where functions share it. */
function countPadding(system: Message | undefined, encode: Encode): Count {
  const content = system?.content;
  if (typeof content !== "string") return noTokens;
  const padding = encode(`${content}\n`).tokens - encode(content).tokens;
  return { tokens: padding, tokensMax: Math.max(1, padding) };
}

/** The prompt that the provider adds: one where the model may choose, one where it must call. */
function toolPromptOf(order: PromptOrder, account: TextAccount, choice: unknown): Count {
  const { toolPrompt } = order;
  if (toolPrompt === undefined || toolPrompt === null) return account.toolPrompt;
  const isForced = choice === "required" || isRecord(choice);
  const tokens = isForced ? toolPrompt.forced : toolPrompt.auto;
  return { tokens, tokensMax: Math.max(toolPrompt.auto, toolPrompt.forced) };
}

/** A schema is shown to the model; JSON mode is a short instruction at most. */
function countFormat(format: unknown, encode: Encode): Count {
  if (!isRecord(format)) return noTokens;
  const tokensMax = encode(JSON.stringify(format)).tokensMax + formatOverheadMax;
  const schema = format["json_schema"];
  const tokens = schema === undefined ? 0 : encode(JSON.stringify(schema)).tokens;
  return { tokens, tokensMax: Math.max(tokens, tokensMax) };
}

/** Tokens that may announce a schema; the page doesn't say. */
const formatOverheadMax = 3;

/** Fields of a body that providers don't show to the model, or that are counted above. */
const settled: ReadonlySet<string> = new Set([
  "tools",
  "functions",
  "function_call",
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
  encode: Encode,
): number {
  let tokens = 0;
  for (const [name, value] of Object.entries(fields)) {
    const isText = typeof value === "string" || (typeof value === "object" && value !== null);
    if (isText && !known.has(name)) tokens += encode(JSON.stringify({ [name]: value })).tokensMax;
  }
  return tokens;
}
