import type { ChatEvent, Delta } from "../../core/chat/event.ts";
import { isRecord } from "../../core/is-record.ts";
import type { Decoder, Ending, Verdict } from "../adapter.ts";
import { type JsonRecord, parseJson } from "../json.ts";
import { type BlockState, closeBlock, closesThought, continueBlock, openBlock } from "./blocks.ts";
import { readFinish } from "./finish.ts";
import { writeThinkingBlocks } from "./thinking-blocks.ts";
import { mergeUsage, readUsage } from "./usage.ts";

/**
 * A reader of the events of one message, or of a whole one. Usage begins with the message, is told
 * anew with its end, and counts from there on.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function createDecoder(): Decoder {
  const state: DecoderState = {
    open: null,
    calls: 0,
    thoughts: [],
    usage: {},
    begun: false,
    finished: false,
  };
  return {
    readEvent: (data, _name, into) => (data.length === 0 ? null : readEvent(state, data, into)),
    readWhole: (body, into) => readWhole(state, body, into),
    readEnd: () => readEnd(state),
  };
}

interface DecoderState extends BlockState {
  /** As far as it was told. */
  usage: JsonRecord;
  /** True once the answer has begun. */
  begun: boolean;
  finished: boolean;
}

const cutShort = { broken: "the provider closed the stream before its end" };

function unreadable(fault: string): Ending {
  return { broken: `the provider sent what cannot be read: ${fault}` };
}

function readEnd(state: DecoderState): Ending {
  return state.finished ? "ended" : cutShort;
}

function readEvent(state: DecoderState, data: Buffer, into: ChatEvent[]): Verdict {
  const event = parseJson(data.toString());
  if (!isRecord(event)) return unreadable("it is no JSON object");
  switch (event["type"]) {
    case "message_start":
      return readStart(state, event["message"]);
    case "content_block_start":
      begin(state, into);
      return take(openBlock(state, event["content_block"]), into);
    case "content_block_delta":
      return take(continueBlock(state, event["delta"]), into);
    case "content_block_stop":
      return endBlock(state, into);
    case "message_delta":
      return readDelta(state, event, into);
    case "message_stop":
      return readEnd(state);
    case "error":
      return { broken: tellError(event["error"]) };
    case "ping":
      // It thinks, or looks on: a sign of life, before which nothing has begun.
      if (state.begun) into.push(said(null));
      return null;
    default:
      return "error" in event ? { broken: tellError(event["error"]) } : null;
  }
}

function tellError(error: unknown): string {
  const message = isRecord(error) ? error["message"] : error;
  const told = typeof message === "string" && message !== "" ? message : "no reason given";
  return `the provider failed: ${told}`;
}

function readStart(state: DecoderState, message: unknown): Verdict {
  if (!isRecord(message)) return unreadable("a message is no object");
  state.usage = mergeUsage(state.usage, message["usage"]);
  return null;
}

function begin(state: DecoderState, into: ChatEvent[]): void {
  if (!state.begun) into.push(said({ role: "assistant", content: "" }));
  state.begun = true;
}

function said(delta: Delta | null): ChatEvent {
  return { delta, logprobs: null, finish: null, usage: null, raw: null };
}

function take(delta: Delta | string | null, into: ChatEvent[]): Verdict {
  if (typeof delta === "string") return unreadable(delta);
  if (delta !== null) into.push(said(delta));
  return null;
}

/**
 * After a block of thinking all those so far are told: whoever puts the answer together keeps the
 * last, and a dialect that has them block by block finds each where it ended.
 */
function endBlock(state: DecoderState, into: ChatEvent[]): Verdict {
  const thought = closesThought(state);
  const verdict = take(closeBlock(state), into);
  if (thought) into.push(said(writeThinkingBlocks([...state.thoughts])));
  return verdict;
}

function readDelta(state: DecoderState, event: JsonRecord, into: ChatEvent[]): Verdict {
  const { delta, usage } = event;
  if (!isRecord(delta)) return unreadable("a delta is no object");
  state.usage = mergeUsage(state.usage, usage);
  // What the message began with counts no output: only a report with its end is one of it all.
  const told = isRecord(usage) && typeof usage["output_tokens"] === "number";
  return finish(state, { reason: delta["stop_reason"], told }, into);
}

interface Closing {
  readonly reason: unknown;
  /** Whether the end brought its usage. */
  readonly told: boolean;
}

function finish(state: DecoderState, { reason, told }: Closing, into: ChatEvent[]): Verdict {
  const word = readFinish(reason);
  if (word === null) return null;
  begin(state, into);
  state.finished = true;
  into.push({
    delta: {},
    logprobs: null,
    finish: word,
    usage: told ? readUsage(state.usage) : null,
    raw: null,
  });
  return null;
}

function readWhole(state: DecoderState, body: Buffer, into: ChatEvent[]): Ending {
  const message = parseJson(body.toString());
  if (!isRecord(message)) return unreadable("it is no JSON object");
  if (message["type"] === "error") return { broken: tellError(message["error"]) };
  const { content } = message;
  if (!Array.isArray(content)) return unreadable("`content` is no list");
  begin(state, into);
  for (const block of content) {
    const fault = take(openBlock(state, block), into) ?? endBlock(state, into);
    if (fault !== null) return fault;
  }
  state.usage = mergeUsage(state.usage, message["usage"]);
  const told = isRecord(message["usage"]);
  return finish(state, { reason: message["stop_reason"], told }, into) ?? readEnd(state);
}
