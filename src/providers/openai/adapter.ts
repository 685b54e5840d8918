import type { ChatEvent } from "../../core/chat/event.ts";
import type { UpstreamOrder } from "../../ports/upstream.ts";
import type {
  Adapter,
  Decoder,
  Ending,
  OutputLimitField,
  ProviderSettings,
  Verdict,
  WireRequest,
} from "../adapter.ts";
import { failureOf } from "../failure.ts";
import { fixedHeaders, keyOf, secretsOf } from "../fixed-headers.ts";
import { parseJson } from "../json.ts";
import { readFailureWords } from "./failures.ts";
import { keepAll, keepKnown } from "./known-fields.ts";
import { encodeChat } from "./translate.ts";
import { readAnswer } from "./wire.ts";

/**
 * OpenAI's chat completions, as OpenAI and every compatible server speaks them.
 *
 * @see https://platform.openai.com/docs/api-reference/chat
 */
export function createOpenAiAdapter(settings: ProviderSettings): OpenAiAdapter {
  const { pathname, search } = new URL(settings.baseUrl);
  const path = `${pathname.replace(/\/+$/, "")}/chat/completions${search}`;
  const key = keyOf(settings);
  const fixed = fixedHeaders(settings, key === null ? {} : { authorization: `Bearer ${key}` });
  const own = new URL(settings.baseUrl).hostname === "api.openai.com";
  const limitField = settings.outputLimitField ?? usualLimitField(own);
  const wording = { limitField, keep: own ? keepKnown : keepAll };
  const secrets = secretsOf(settings);
  return {
    encode: (order) => ({
      path,
      headers: [
        ...fixed,
        "accept",
        order.streams ? "text/event-stream" : "application/json",
        "x-client-request-id",
        order.requestId,
      ],
      body: encodeChat(order, wording),
    }),
    decoder: createDecoder,
    readFailure: (answer) => failureOf(answer, readFailureWords(answer.body), secrets),
  };
}

/** The dialect inside is this wire's own: there is nothing that it cannot say. */
interface OpenAiAdapter extends Adapter {
  encode(order: UpstreamOrder): WireRequest;
}

/**
 * OpenAI's reasoning models refuse `max_tokens`, and many compatible servers know nothing else.
 * Source: OpenAI's API reference and the types of its SDK (`max_tokens`: "deprecated in favor of
 * `max_completion_tokens`, and is not compatible with o-series models"), 2026-11.
 */
function usualLimitField(own: boolean): OutputLimitField {
  return own ? "max_completion_tokens" : "max_tokens";
}

function createDecoder(): Decoder {
  let finished = false;
  return {
    readEvent(data, _name, into) {
      const verdict = readEvent(data, into);
      const newest = into.at(-1);
      if (newest !== undefined && newest.finish !== null) finished = true;
      return verdict;
    },
    readWhole,
    readEnd: () => (finished ? "ended" : cutShort),
  };
}

const cutShort = { broken: "the provider closed the stream before its end" };
const noJson = { broken: "the provider sent what cannot be read: it is no JSON" };
const openingBracket = 0x5b;

function readEvent(data: Buffer, into: ChatEvent[]): Verdict {
  if (data.length === 0) return null;
  // No chunk is a list: only `[DONE]` begins like one.
  if (data[0] === openingBracket && data.toString("latin1").trim() === "[DONE]") return "ended";

  const value = parseJson(data.toString());
  if (value === undefined) return noJson;
  const answer = readAnswer(value, "delta");
  if ("broken" in answer) return answer;
  const { choice, usage } = answer;
  into.push({
    delta: choice === null ? null : choice.delta,
    logprobs: choice === null ? null : choice.logprobs,
    finish: choice === null ? null : choice.finish,
    usage,
    raw: onOneLine(data),
  });
  return null;
}

const lineFeed = 0x0a;
const space = 0x20;

/** In valid JSON a line feed stands only between values: a space there changes nothing. */
function onOneLine(data: Buffer): Buffer {
  if (!data.includes(lineFeed)) return data;
  const line = Buffer.from(data);
  for (let at = line.indexOf(lineFeed); at !== -1; at = line.indexOf(lineFeed, at + 1)) {
    line[at] = space;
  }
  return line;
}

/** An answer in one piece, asked for or not: two events say the same. */
function readWhole(body: Buffer, into: ChatEvent[]): Ending {
  const value = parseJson(body.toString());
  if (value === undefined) return noJson;
  const answer = readAnswer(value, "message");
  if ("broken" in answer) return answer;
  const { choice, usage } = answer;
  if (choice === null || choice.finish === null) return cutShort;
  const { delta, logprobs, finish } = choice;
  into.push({ delta, logprobs, finish: null, usage: null, raw: null });
  into.push({ delta: {}, logprobs: null, finish, usage, raw: null });
  return "ended";
}
