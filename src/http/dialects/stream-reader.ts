import { limits } from "../../core/limits.ts";
import type { AnswerReader, Ending } from "../../flow/answer.ts";
import type { Opening, Placement } from "../../flow/output.ts";
import { renderUsage } from "../../flow/render-chunks.ts";
import { answerHeaders, placementHeaders } from "./answer-headers.ts";
import { type Client, writeTo } from "./client.ts";
import { sendEndedRefusal } from "./ended-refusal.ts";

const eventEnd = Buffer.from("\n\n");
const done = Buffer.from("data: [DONE]\n\n");
const comment = Buffer.from(": waiting for the provider\n\n");

/** Tells an answer as server-sent events in OpenAI's dialect, each with its number as its id. */
export class StreamReader implements AnswerReader {
  readonly live = true;
  readonly #client: Client;
  readonly #includeUsage: boolean;
  #cancelComment: () => void;
  #headSent = false;
  #placement: Placement | null = null;
  #wroteSinceComment = false;
  /** The closing chunks of a call that ended before its head went out. */
  #waiting: Uint8Array[] = [];

  constructor(client: Client, { includeUsage }: { readonly includeUsage: boolean }) {
    this.#client = client;
    this.#includeUsage = includeUsage;
    this.#cancelComment = client.clock.after(limits.commentMs, () => this.#comment());
    client.response.once("close", () => this.#cancelComment());
  }

  placed(placement: Placement): void {
    this.#placement = placement;
  }

  begin(opening: Opening): void {
    this.#sendHead(answerHeaders(opening));
  }

  take(chunks: readonly Uint8Array[], from: number): Promise<void> | undefined {
    this.#wroteSinceComment = true;
    const pieces = frame(chunks, from);
    if (this.#headSent) return writeTo(this.#client, Buffer.concat(pieces));
    // Whether they go out at all is known at the end: a refusal is then told by its status.
    this.#waiting.push(...pieces);
    return undefined;
  }

  /** The last bytes; `[DONE]` only where the answer is whole. */
  end(ending: Ending): void {
    this.#cancelComment();
    const { response } = this.#client;
    if (response.destroyed) return;
    const { refusal, hold, chunks } = ending;
    if (refusal !== null && !this.#headSent) {
      sendEndedRefusal(response, { hold, refusal });
      return;
    }
    this.#sendHead(this.#placement === null ? {} : placementHeaders(this.#placement));
    const usage = this.#includeUsage ? frame([renderUsage(hold)], chunks.length + 1) : [];
    const last = refusal === null ? [...usage, done] : [];
    response.end(Buffer.concat([...this.#waiting, ...last]));
  }

  /** Keeps the connection while nothing comes; the head too goes out with the first comment. */
  #comment(): void {
    this.#cancelComment = this.#client.clock.after(limits.commentMs, () => this.#comment());
    const wrote = this.#wroteSinceComment;
    this.#wroteSinceComment = false;
    if (wrote || this.#placement === null || this.#client.response.destroyed) return;
    this.#sendHead(placementHeaders(this.#placement));
    this.#client.response.write(comment);
  }

  #sendHead(headers: Record<string, string>): void {
    const { response } = this.#client;
    if (this.#headSent || response.destroyed) return;
    this.#headSent = true;
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
      "x-accel-buffering": "no",
      ...headers,
    });
  }
}

function frame(chunks: readonly Uint8Array[], from: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (const [index, chunk] of chunks.entries()) {
    pieces.push(Buffer.from(`id: ${from + index}\ndata: `), chunk, eventEnd);
  }
  return pieces;
}
