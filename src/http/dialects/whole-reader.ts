import type { AnswerReader, Ending } from "../../flow/answer.ts";
import type { Opening } from "../../flow/output.ts";
import { answerHeaders } from "./answer-headers.ts";
import type { Client } from "./client.ts";
import { sendEndedRefusal } from "./ended-refusal.ts";
import type { WholeVoice } from "./voices.ts";

/** Answers with one body at the end, gathered from the same chunks that a stream is told. */
export class WholeReader implements AnswerReader {
  readonly live = false;
  readonly #client: Client;
  readonly #voice: WholeVoice;
  #opening: Opening | null = null;

  constructor(client: Client, voice: WholeVoice) {
    this.#client = client;
    this.#voice = voice;
  }

  placed(): void {}

  begin(opening: Opening): void {
    this.#opening = opening;
  }

  take(): undefined {}

  end(ending: Ending): void {
    const { response } = this.#client;
    if (response.destroyed) return;
    const { hold, refusal } = ending;
    const headers = this.#voice.headers?.(hold.order.id) ?? {};
    const written = this.#voice.write(ending);
    if (refusal !== null) {
      const partial = this.#opening === null ? undefined : written;
      const write = this.#voice.writeError;
      sendEndedRefusal(response, { hold, refusal, write, headers }, partial);
      return;
    }
    const body = JSON.stringify(written);
    response.writeHead(200, {
      "content-type": "application/json; charset=utf-8",
      "content-length": String(Buffer.byteLength(body)),
      "x-request-id": hold.order.id,
      ...(this.#opening === null ? {} : answerHeaders(this.#opening)),
      ...headers,
    });
    response.end(body);
  }
}
