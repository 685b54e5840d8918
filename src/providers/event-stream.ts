import type { ChatEvent } from "../core/chat/event.ts";
import { limits } from "../core/limits.ts";
import type { UpstreamBatch, UpstreamStream } from "../ports/upstream.ts";
import type { Decoder, Verdict } from "./adapter.ts";
import { createSseScanner, type SseScanner } from "./sse.ts";
import type { Answer, Fate } from "./transport.ts";

/** A 2xx answer as events: server-sent ones, or those of a body that came in one piece. */
export function readEvents(answer: Answer, decoder: Decoder): UpstreamStream {
  const reading: Reading = {
    answer,
    decoder,
    scanner: createSseScanner(limits.eventBytesMax, (data, name) => {
      reading.verdict ??= decoder.readEvent(data, name, reading.events);
    }),
    whole: null,
    wholeBytes: 0,
    begun: false,
    events: [],
    verdict: null,
  };
  return {
    opened: true,
    status: answer.status,
    next: () => next(reading),
    close: () => (reading.verdict === "ended" ? answer.finish() : answer.close()),
  };
}

interface Reading {
  readonly answer: Answer;
  readonly decoder: Decoder;
  readonly scanner: SseScanner;
  /** What has come of a body in one piece; null where the body is a stream of events. */
  whole: Buffer[] | null;
  wholeBytes: number;
  /** True once the first byte has shown which of the two it is. */
  begun: boolean;
  events: ChatEvent[];
  verdict: Verdict;
}

async function next(reading: Reading): Promise<UpstreamBatch> {
  const { answer } = reading;
  while (reading.verdict === null) {
    for (const chunk of answer.take()) readChunk(reading, chunk);
    if (answer.fate !== null) readFate(reading, answer.fate);
    if (reading.events.length > 0 || reading.verdict !== null) break;
    await answer.arrival();
  }
  return batch(reading);
}

function batch(reading: Reading): UpstreamBatch {
  const { events, verdict, answer } = reading;
  reading.events = [];
  if (verdict === null) return { kind: "events", events };
  if (verdict === "ended") {
    answer.finish();
    return { kind: "ended", events };
  }
  answer.close();
  return { kind: "broken", events, reason: verdict.broken };
}

function readChunk(reading: Reading, chunk: Buffer): void {
  if (reading.verdict !== null) return;
  if (!reading.begun) begin(reading, chunk);
  if (reading.whole !== null) keep(reading, reading.whole, chunk);
  else if (!reading.scanner.push(chunk)) reading.verdict ??= tooLarge;
}

const tooLarge = { broken: "an event of the provider's stream is too large" };

/** No line of a stream of events begins with a brace, and every whole answer does. */
function begin(reading: Reading, chunk: Buffer): void {
  const first = chunk.find((byte) => byte > 0x20);
  if (first === undefined) return;
  reading.begun = true;
  if (first === 0x7b) reading.whole = [];
}

function keep(reading: Reading, whole: Buffer[], chunk: Buffer): void {
  whole.push(chunk);
  reading.wholeBytes += chunk.length;
  if (reading.wholeBytes > limits.eventBytesMax) reading.verdict = tooLarge;
}

function readFate(reading: Reading, fate: Fate): void {
  if (reading.verdict !== null) return;
  if (fate !== "whole") {
    reading.verdict = { broken: fate.died };
    return;
  }
  if (reading.whole !== null) {
    reading.verdict = reading.decoder.readWhole(Buffer.concat(reading.whole), reading.events);
    return;
  }
  reading.scanner.finish();
  reading.verdict ??= reading.decoder.readEnd();
}
