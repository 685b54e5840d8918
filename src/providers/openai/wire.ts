import type { Delta, ToolCallDelta } from "../../core/chat/event.ts";
import { isRecord } from "../../core/is-record.ts";
import { limits } from "../../core/limits.ts";
import type { ReportedUsage } from "../../core/tokens/usage.ts";

/** A chunk of a stream, or a whole completion, as far as it is read. */
export interface WireAnswer {
  readonly choice: WireChoice | null;
  readonly usage: ReportedUsage | null;
}

export interface WireChoice {
  readonly delta: Delta;
  readonly logprobs: unknown;
  readonly finish: string | null;
}

/** Why an answer cannot be taken: the provider's own error, or something that is no answer. */
export interface Unreadable {
  readonly broken: string;
}

/**
 * Reads `chat.completion.chunk` (its choice holds a `delta`) or `chat.completion` (a `message`).
 * Unknown fields are left alone: they travel on in the received bytes.
 *
 * @see https://platform.openai.com/docs/api-reference/chat-streaming
 */
export function readAnswer(value: unknown, content: "delta" | "message"): WireAnswer | Unreadable {
  if (!isRecord(value)) return unreadable("it is no object");
  const error = value["error"];
  if (error !== undefined && error !== null) return { broken: tellError(error) };

  const choices = value["choices"] ?? [];
  if (!Array.isArray(choices)) return unreadable("`choices` is no list");
  const usage = readUsage(value["usage"]);
  if (choices.length === 0) return { choice: null, usage };

  const choice = readChoice(choices[0], content);
  return "broken" in choice ? choice : { choice, usage };
}

/** An error's own message, wherever a compatible server puts it; at most what may be passed on. */
function tellError(error: unknown): string {
  const message = isRecord(error) ? error["message"] : error;
  const told = typeof message === "string" && message !== "" ? message : "no reason given";
  return `the provider failed: ${told}`.slice(0, limits.failureMessageMax);
}

function unreadable(fault: string): Unreadable {
  return { broken: `the provider sent what cannot be read: ${fault}` };
}

function readChoice(choice: unknown, content: "delta" | "message"): WireChoice | Unreadable {
  if (!isRecord(choice)) return unreadable("a choice is no object");
  const finish = choice["finish_reason"];
  const delta = readDelta(choice[content] ?? {});
  if ("broken" in delta) return delta;
  return {
    delta: delta.delta,
    logprobs: choice["logprobs"] ?? null,
    finish: typeof finish === "string" && finish !== "" ? finish : null,
  };
}

const texts = ["content", "refusal", "reasoning_content", "reasoning"] as const;

/** What is metered must be what it seems: text is text, or the answer cannot be counted. */
function readDelta(delta: unknown): { readonly delta: Delta } | Unreadable {
  if (!isRecord(delta)) return unreadable("a delta is no object");
  for (const name of texts) {
    const text = delta[name];
    if (text !== undefined && text !== null && typeof text !== "string") {
      return unreadable(`\`${name}\` is no text`);
    }
  }
  const images = delta["images"] ?? [];
  if (!Array.isArray(images) || !images.every(isPicture)) return unreadable("a picture is none");
  const called = delta["function_call"];
  if (called !== undefined && called !== null && !isCall(called, "arguments")) {
    return unreadable("`function_call` is no call");
  }
  if (!("tool_calls" in delta)) return { delta: delta as Delta };

  const calls = readToolCalls(delta["tool_calls"] ?? []);
  if ("broken" in calls) return calls;
  return { delta: { ...delta, tool_calls: calls.calls } as Delta };
}

function isPicture(image: unknown): boolean {
  const address = isRecord(image) ? image["image_url"] : null;
  return isRecord(address) && typeof address["url"] === "string";
}

/** Where something was called, its name and input are text, or absent. */
function isCall(call: unknown, input: "arguments" | "input"): boolean {
  if (!isRecord(call)) return false;
  return [call["name"], call[input]].every((one) => one == null || typeof one === "string");
}

function readToolCalls(
  calls: unknown,
): { readonly calls: readonly ToolCallDelta[] | undefined } | Unreadable {
  if (!Array.isArray(calls)) return unreadable("`tool_calls` is no list");
  const read: ToolCallDelta[] = [];
  for (const [position, call] of calls.entries()) {
    if (!isRecord(call)) return unreadable("a tool call is no object");
    const called = call["function"] ?? undefined;
    if (called !== undefined && !isRecord(called)) return unreadable("a function is no object");

    const { index } = call;
    const args = called?.["arguments"];
    if (args !== undefined && args !== null && typeof args !== "string") {
      return unreadable("a function's arguments are no text");
    }
    const custom = call["custom"] ?? undefined;
    if (custom !== undefined && !isCall(custom, "input"))
      return unreadable("a tool's input is no text");
    read.push({
      ...call,
      index: typeof index === "number" && Number.isSafeInteger(index) ? index : position,
      id: textOr(call["id"]),
      type: textOr(call["type"]),
      function: called && { ...called, name: textOr(called["name"]), arguments: textOr(args) },
      custom: isRecord(custom)
        ? { ...custom, name: textOr(custom["name"]), input: textOr(custom["input"]) }
        : undefined,
    });
  }
  return { calls: read.length > 0 ? read : undefined };
}

function textOr(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/**
 * Usage as reported. A report without both counts, or with one that is no count, says nothing
 * (null), and the answer is counted instead; a detail larger than its whole is not believed.
 */
function readUsage(usage: unknown): ReportedUsage | null {
  if (!isRecord(usage)) return null;
  const promptTokens = readCount(usage["prompt_tokens"]);
  const reported = readCount(usage["completion_tokens"]);
  if (promptTokens === null || reported === null) return null;

  const prompt = detailsOf(usage["prompt_tokens_details"]);
  const completion = detailsOf(usage["completion_tokens_details"]);
  const reasoning = readCount(completion["reasoning_tokens"]);
  const total = readCount(usage["total_tokens"]);
  // Some servers (xAI's) report reasoning beside the completion instead of within it; only their
  // total tells. Both are billed as output.
  const beside = reasoning !== null && total === promptTokens + reported + reasoning;
  const completionTokens = beside ? reported + reasoning : reported;

  const [promptImageTokens, promptAudioTokens] = within(promptTokens, [
    readCount(prompt["image_tokens"]),
    readCount(prompt["audio_tokens"]),
  ]);
  // Both are inside the prompt here; of writes only those models tell that charge for them.
  const [cachedTokens, cacheWriteTokens] = within(promptTokens, [
    readCount(prompt["cached_tokens"]),
    readCount(prompt["cache_write_tokens"]),
  ]);
  const [completionImageTokens, reasoningTokens] = within(completionTokens, [
    readCount(completion["image_tokens"]),
    reasoning,
  ]);
  return {
    promptTokens,
    promptImageTokens: promptImageTokens ?? null,
    promptAudioTokens: promptAudioTokens ?? null,
    cachedTokens: cachedTokens ?? null,
    ...(typeof cacheWriteTokens === "number" ? { cacheWriteTokens } : {}),
    completionTokens,
    completionImageTokens: completionImageTokens ?? null,
    reasoningTokens: reasoningTokens ?? null,
  };
}

function detailsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function readCount(value: unknown): number | null {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return null;
  return value >= 0 && value <= limits.tokensMax ? value : null;
}

/** Parts that together exceed their whole are not believed. */
function within(whole: number, parts: readonly (number | null)[]): readonly (number | null)[] {
  const sum = parts.reduce<number>((total, part) => total + (part ?? 0), 0);
  return sum <= whole ? parts : parts.map(() => null);
}
