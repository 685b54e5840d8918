import { writeHoldUsage } from "../../core/chat/write-hold.ts";
import type { AnswerReader, Ending } from "../../flow/answer.ts";
import type { Opening } from "../../flow/output.ts";
import { answerHeaders } from "./answer-headers.ts";
import type { Client } from "./client.ts";
import { collectChunks } from "./collect-chunks.ts";
import { sendEndedRefusal } from "./ended-refusal.ts";

/** Answers with one body at the end, gathered from the same chunks that a stream is told. */
export class WholeReader implements AnswerReader {
  readonly live = false;
  readonly #client: Client;
  #opening: Opening | null = null;

  constructor(client: Client) {
    this.#client = client;
  }

  placed(): void {}

  begin(opening: Opening): void {
    this.#opening = opening;
  }

  take(): undefined {}

  end(ending: Ending): void {
    const { response } = this.#client;
    if (response.destroyed) return;
    const completion = writeCompletion(ending);
    if (ending.refusal !== null) {
      const partial = this.#opening === null ? undefined : completion;
      sendEndedRefusal(response, { ...ending, refusal: ending.refusal }, partial);
      return;
    }
    const body = JSON.stringify(completion);
    response.writeHead(200, {
      "content-type": "application/json; charset=utf-8",
      "content-length": String(Buffer.byteLength(body)),
      "x-request-id": ending.hold.order.id,
      ...(this.#opening === null ? {} : answerHeaders(this.#opening)),
    });
    response.end(body);
  }
}

/** The `chat.completion` of an answer that has ended. */
function writeCompletion({ hold, chunks }: Ending): Record<string, unknown> {
  const { order } = hold;
  const { message, logprobs, finish } = collectChunks(chunks);
  return {
    id: order.id,
    object: "chat.completion",
    created: Math.floor(order.at / 1000),
    model: order.model,
    choices: [{ index: 0, message, logprobs, finish_reason: finish ?? "stop" }],
    usage: writeHoldUsage(hold, null),
  };
}
