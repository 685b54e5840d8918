import { setTimeout as delay } from "node:timers/promises";
import { limits } from "../../core/limits.ts";
import { at } from "../at.ts";

export interface Question {
  /** From the gateway's root, such as `/v1/estimate`. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

export interface Reply {
  /** 0 where nobody answered, or not in time. */
  readonly status: number;
  readonly json: unknown;
  /** The provider behind the answer, as its header says. */
  readonly upstream: string | null;
  /** False where the gateway says that repeating can't help. */
  readonly mayRetry: boolean;
  readonly retryAfterSeconds: number | null;
}

/** The way to one gateway with one key. */
export interface Sender {
  readonly url: string;
  /** Never rejects: an answer that never came is an answer with status 0. */
  send(question: Question): Promise<Reply>;
  /** What a refusal says, in one sentence. */
  explain(reply: Reply): string;
}

export function openSender(url: string, key: string): Sender {
  return {
    url,
    send: (question) => send({ url, key }, question),
    explain: (reply) => explain(url, reply),
  };
}

/** Waits as long as the answer asks for, else ever longer; ends at once where it is stopped. */
export async function backOff(turn: number, reply: Reply, stop: AbortSignal | null): Promise<void> {
  const asked = (reply.retryAfterSeconds ?? 0) * 1000;
  const own = limits.extractWaitMs * 2 ** turn;
  const waitMs = Math.min(limits.extractWaitMsMax, Math.max(asked, own));
  // Being stopped is no failure: whoever waits looks at the signal.
  await delay(waitMs, undefined, stop === null ? {} : { signal: stop }).catch(() => undefined);
}

const nobody: Reply = {
  status: 0,
  json: null,
  upstream: null,
  mayRetry: true,
  retryAfterSeconds: null,
};

async function send(
  { url, key }: { readonly url: string; readonly key: string },
  { path, body, headers, timeoutMs = limits.extractQuestionMs }: Question,
): Promise<Reply> {
  try {
    const answer = await fetch(`${url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const retryAfter = answer.headers.get("retry-after") ?? "";
    return {
      status: answer.status,
      json: parseOrNull(text),
      upstream: answer.headers.get("x-farebox-upstream"),
      mayRetry: answer.headers.get("x-should-retry") !== "false",
      retryAfterSeconds: /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null,
    };
  } catch {
    return nobody;
  }
}

function explain(url: string, { status, json }: Reply): string {
  if (status === 0) {
    return `no gateway answers at ${url}; start one with farebox start, or name another with --url`;
  }
  const message = at(json, "error.message");
  const code = at(json, "error.code");
  if (typeof message !== "string") {
    return `what answers at ${url} is no Farebox gateway (status ${status})`;
  }
  if (code === "invalid_api_key") {
    return `${url} does not know this key; name another with --key`;
  }
  return `${message} (${String(code)})`;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
