import type { ServerResponse } from "node:http";
import type { PromptTokens } from "./count-prompt.ts";
import type { Directives } from "./directives.ts";
import { type Exchange, sendJson } from "./exchange.ts";
import type { MeteredCall } from "./meter.ts";
import { type AnswerPart, nothingSaid } from "./piece-reader.ts";
import type { Finish, Outlet } from "./produce.ts";
import { reject } from "./request.ts";
import type { AnswerHead, WholeAnswer, Wire, WireUsage } from "./wires/wire.ts";

/** What an outlet needs to know of its call. */
export interface OutletTerms {
  readonly exchange: Exchange;
  readonly wire: Wire;
  readonly head: AnswerHead;
  readonly call: MeteredCall;
  readonly prompt: PromptTokens;
  readonly directives: Directives;
}

/** Writes an answer as a stream of events, one for each part. */
export function streamOutlet(terms: OutletTerms): Outlet {
  const { wire, head, call } = terms;
  const { response } = terms.exchange;
  const stream = wire.stream(head);
  let opened = false;
  let unflushed = 0;
  let torn = false;

  return {
    begin() {
      beginCall(terms);
      response.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache",
      });
      response.flushHeaders();
    },
    async write(parts) {
      if (isGone(response)) return false;
      unflushed += 1;
      const roomy = response.write(opening() + parts.map(stream.part).join(""), flushed);
      count(call, parts);
      return roomy || (await drained(response));
    },
    end(finish) {
      const usage = reportedUsage(terms);
      const marked = terms.directives.no_done !== true;
      response.end(opening() + stream.closing({ finish, usage, marked }));
    },
    fail: () => void response.end(stream.failure(failure)),
    truncate(next) {
      const event = Buffer.from(opening() + stream.part(next ?? nothingSaid));
      response.end(event.subarray(0, Math.ceil(event.length / 2)));
    },
    reset() {
      torn = true;
      if (unflushed === 0) tearDown(response);
    },
  };

  /** A reset waits until the kernel has taken what was written, so that the client gets it. */
  function flushed(): void {
    unflushed -= 1;
    if (torn && unflushed === 0) tearDown(response);
  }

  function opening(): string {
    if (opened) return "";
    opened = true;
    return stream.opening();
  }
}

/** Gathers an answer and sends it as one body at its end. */
export function bodyOutlet(terms: OutletTerms): Outlet {
  const { exchange, wire, head, call } = terms;
  const { response } = exchange;
  const said: AnswerPart[] = [];
  const whole = (finish: Finish) =>
    wire.whole(head, { ...gather(said), finish, usage: reportedUsage(terms) });

  return {
    begin: () => beginCall(terms),
    async write(parts) {
      // Lets a hang-up be noticed even where the pace asks for no wait.
      await new Promise((resolve) => setImmediate(resolve));
      if (isGone(response)) return false;
      said.push(...parts);
      count(call, parts);
      return true;
    },
    end: (finish) => sendJson(exchange, 200, { body: whole(finish) }),
    fail() {
      call.status = failure.status;
      sendJson(exchange, failure.status, { body: wire.error(failure) });
    },
    truncate() {
      const body = Buffer.from(JSON.stringify(whole("stop")));
      response.writeHead(200, { "content-type": "application/json" });
      response.end(body.subarray(0, Math.ceil(body.length / 2)));
    },
    reset: () => tearDown(response),
  };
}

const failure = reject("The sandbox failed in mid-answer, as it was asked to.", {
  status: 500,
  type: "server_error",
  code: "sandbox_fault",
});

function gather(parts: readonly AnswerPart[]): Omit<WholeAnswer, "finish" | "usage"> {
  const textOf = (thought: boolean) =>
    parts.map((part) => (part.thought === thought ? part.text : "")).join("");
  return {
    text: textOf(false),
    thoughts: textOf(true),
    pictures: parts.flatMap(({ picture }) => (picture === null ? [] : [picture])),
    toolName: parts.find((part) => part.toolName !== null)?.toolName ?? null,
  };
}

function beginCall({ call, prompt }: OutletTerms): void {
  call.status = 200;
  call.prompt_tokens = prompt.text + prompt.image;
  call.image_tokens = prompt.image;
}

function count(call: MeteredCall, parts: readonly AnswerPart[]): void {
  for (const { text, tokens, thought, picture } of parts) {
    call.first_token_at ??= Date.now();
    call.completion_tokens += tokens + (picture?.tokens ?? 0);
    call.output_image_tokens += picture?.tokens ?? 0;
    call.reasoning_tokens += thought ? tokens : 0;
    call.text_length += text.length;
  }
}

type Told = Pick<OutletTerms, "call" | "prompt" | "directives">;

/** What is told as usage: the truth, unless a directive asked for something else. */
export function reportedUsage({ call, prompt, directives }: Told): WireUsage | null {
  if (directives.usage === "none") return null;
  if (directives.usage === "zero") return zeroUsage;
  const told = directives.usage_prompt ?? prompt.text + prompt.image;
  const promptImage = Math.min(prompt.image, told);
  const cacheRead = Math.min(directives.cache_read ?? 0, told);
  const cacheWrite = Math.min(directives.cache_write ?? 0, told - cacheRead);
  const cacheWrite1h = Math.min(directives.cache_write_1h ?? 0, told - cacheRead - cacheWrite);
  const completion = directives.usage_completion ?? call.completion_tokens;
  const completionImage = Math.min(call.output_image_tokens, completion);
  const reasoning = Math.min(call.reasoning_tokens, completion - completionImage);
  return {
    promptText: told - promptImage,
    promptImage,
    cacheRead,
    cacheWrite,
    cacheWrite1h,
    completion,
    completionImage,
    reasoning,
  };
}

const zeroUsage: WireUsage = {
  promptText: 0,
  promptImage: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWrite1h: 0,
  completion: 0,
  completionImage: 0,
  reasoning: 0,
};

function isGone(response: ServerResponse): boolean {
  return response.destroyed || response.socket?.destroyed === true;
}

/** Waits until the client has taken what was written; false where it left instead. */
function drained(response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    response.once("drain", settle);
    response.once("close", settle);
    function settle(): void {
      response.off("drain", settle);
      response.off("close", settle);
      resolve(!isGone(response));
    }
  });
}

function tearDown(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
