import { limits } from "../../core/limits.ts";
import type { AnswerReader, Ending } from "../../flow/answer.ts";
import type { Opening, Placement } from "../../flow/output.ts";
import { answerHeaders, placementHeaders } from "./answer-headers.ts";
import { type Client, writeTo } from "./client.ts";
import { sendEndedRefusal } from "./ended-refusal.ts";
import type { StreamVoice } from "./voices.ts";

/** Tells an answer as it comes, in the words of its dialect. */
export class StreamReader implements AnswerReader {
  readonly live = true;
  readonly #client: Client;
  readonly #voice: StreamVoice;
  #cancelComment: () => void;
  #headSent = false;
  #placement: Placement | null = null;
  #wroteSinceComment = false;
  /** The closing chunks of a call that ended before its head went out. */
  #waiting: Uint8Array[] = [];

  constructor(client: Client, voice: StreamVoice) {
    this.#client = client;
    this.#voice = voice;
    this.#cancelComment = client.clock.after(limits.commentMs, () => this.#comment());
    client.response.once("close", () => this.#cancelComment());
  }

  placed(placement: Placement): void {
    this.#placement = placement;
    this.#voice.placed(placement);
  }

  begin(opening: Opening): void {
    this.placed(opening);
    this.#sendHead(answerHeaders(opening));
  }

  take(chunks: readonly Uint8Array[], from: number): Promise<void> | undefined {
    this.#wroteSinceComment = true;
    const pieces = this.#voice.take(chunks, from);
    if (this.#headSent) return writeTo(this.#client, Buffer.concat(pieces));
    // Whether they go out at all is known at the end: a refusal is then told by its status.
    this.#waiting.push(...pieces);
    return undefined;
  }

  /** The last bytes, which say whether the answer is whole. */
  end(ending: Ending): void {
    this.#cancelComment();
    const { response } = this.#client;
    if (response.destroyed) return;
    const { refusal, hold } = ending;
    if (refusal !== null && !this.#headSent) {
      const headers = this.#voice.headers?.(hold.order.id) ?? {};
      sendEndedRefusal(response, { hold, refusal, write: this.#voice.writeError, headers });
      return;
    }
    this.#sendHead(this.#placement === null ? {} : placementHeaders(this.#placement));
    response.end(Buffer.concat([...this.#waiting, ...this.#voice.end(ending)]));
  }

  /** Keeps the connection while nothing comes; the head too goes out with the first comment. */
  #comment(): void {
    this.#cancelComment = this.#client.clock.after(limits.commentMs, () => this.#comment());
    const wrote = this.#wroteSinceComment;
    this.#wroteSinceComment = false;
    if (wrote || this.#placement === null || this.#client.response.destroyed) return;
    this.#sendHead(placementHeaders(this.#placement));
    this.#client.response.write(this.#voice.comment);
  }

  #sendHead(headers: Record<string, string>): void {
    const { response } = this.#client;
    if (this.#headSent || response.destroyed) return;
    this.#headSent = true;
    response.writeHead(200, {
      "content-type": this.#voice.contentType,
      "cache-control": "no-cache",
      "x-accel-buffering": "no",
      ...headers,
      ...(this.#placement === null ? {} : this.#voice.headers?.(this.#placement.id)),
    });
  }
}
