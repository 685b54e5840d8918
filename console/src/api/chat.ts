import { call, Refused, ServerLost, send } from "./call.ts";
import { readServerEvents } from "./server-events.ts";

/** What is asked of a model, in the shape of `POST /v1/chat/completions`. */
export interface ChatOrder {
  readonly body: Readonly<Record<string, unknown>>;
  /** The key that pays, by its id. */
  readonly key: string;
}

/** The same, with a name of its own: it can be stopped before its id is known. */
export interface NamedOrder extends ChatOrder {
  readonly name: string;
}

export interface ToolPiece {
  readonly index: number;
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

/** One event of an answer, as far as the page reads it. */
export interface Chunk {
  readonly choices?: readonly {
    readonly delta?: {
      readonly content?: string | null;
      readonly reasoning?: string | null;
      readonly reasoning_content?: string | null;
      readonly refusal?: string | null;
      readonly images?: readonly { readonly image_url: { readonly url: string } }[];
      readonly tool_calls?: readonly ToolPiece[];
    };
    readonly finish_reason?: string | null;
  }[];
  readonly error?: { readonly code?: string | null; readonly message: string };
}

/** What happens to a call, in its order. */
export type ChatNews =
  | { readonly kind: "begun"; readonly id: string; readonly hold: string | null }
  | { readonly kind: "chunk"; readonly chunk: Chunk }
  | { readonly kind: "dropped" }
  | { readonly kind: "resumed" };

/** The gateway waits ten seconds for a caller that comes back: the tries fit into them. */
const pausesMs = [0, 500, 1_000, 2_000, 3_000] as const;
/** How often one call may lose its line. */
const dropsMax = 20;

/**
 * Sends a call and tells what comes. A connection that drops is taken up again after the last
 * event that came, so that nothing that was paid for is lost. Ends with the answer; throws what
 * the gateway refuses, and `ServerLost` where it can't be reached again.
 */
export async function* streamChat(
  { body, key, name }: NamedOrder,
  signal: AbortSignal,
): AsyncGenerator<ChatNews> {
  const asked = { stream: true, stream_options: { include_usage: true }, on_disconnect: "linger" };
  const headers = { "x-client-request-id": name };
  let response = await send("/v1/chat/completions", {
    ...{ body: { ...body, ...asked }, key, headers, signal },
  });
  const id = response.headers.get("x-request-id") ?? "";
  yield { kind: "begun", id, hold: response.headers.get("x-farebox-hold") };
  let last = 0;
  for (let drops = 0; drops < dropsMax; drops += 1) {
    for await (const heard of hear(response)) {
      if (heard === "ended") return;
      last = heard.number ?? last;
      yield { kind: "chunk", chunk: heard.chunk };
    }
    signal.throwIfAborted();
    yield { kind: "dropped" };
    response = await takeUp(`${id}/stream?after=${last}&include_usage=true`, key, signal);
    yield { kind: "resumed" };
  }
  throw new ServerLost();
}

interface Heard {
  readonly number: number | null;
  readonly chunk: Chunk;
}

/** Hears a response to its end: "ended" where the answer is whole, nothing where it broke off. */
async function* hear(response: Response): AsyncGenerator<Heard | "ended"> {
  try {
    for await (const { id, data } of readServerEvents(response)) {
      if (data === "[DONE]") return yield "ended";
      const chunk = JSON.parse(data) as Chunk;
      yield { number: id === null ? null : Number(id), chunk };
      // What ends with an error has no other end.
      if (chunk.error !== undefined) return yield "ended";
    }
  } catch (error) {
    // A broken line is no fault: whoever hears takes it up again.
    if (!(error instanceof TypeError)) throw error;
  }
}

async function takeUp(path: string, key: string, signal: AbortSignal): Promise<Response> {
  for (const pause of pausesMs) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      return await send(`/v1/chat/completions/${path}`, { key, signal });
    } catch (error) {
      if (!(error instanceof ServerLost)) throw error;
    }
  }
  throw new ServerLost();
}

/** What a call would cost, before it is made. */
export interface Estimate {
  readonly model: string;
  readonly prompt_tokens: number;
  readonly prompt_tokens_max: number;
  readonly images: readonly {
    readonly width: number;
    readonly height: number;
    readonly detail: string;
    readonly tiles: number | null;
    readonly tokens: number;
  }[];
  readonly max_completion_tokens: number;
  readonly cost: {
    readonly prompt: string;
    readonly completion_max: string;
    readonly total_max: string;
  };
  readonly hold: string;
  readonly admitted: boolean;
  readonly refused?: "insufficient_balance" | "spend_limit_reached";
  readonly price_version: string;
}

export function askEstimate({ body, key }: ChatOrder, signal: AbortSignal): Promise<Estimate> {
  return call<Estimate>("/v1/estimate", { body, key, signal });
}

/** Which of a call's fields a refusal is about; null where it is about none. */
export function fieldAtFault(error: unknown): string | null {
  return error instanceof Refused ? error.param : null;
}
