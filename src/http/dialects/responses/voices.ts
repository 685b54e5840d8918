import type { Ending } from "../../../flow/answer.ts";
import { readChunk } from "../read-chunk.ts";
import type { StreamVoice, WholeVoice } from "../voices.ts";
import { type WriteError, writeError } from "../write-error.ts";
import { collectOutput, keyOf } from "./collect-output.ts";
import { type Echo, echoUnknown } from "./echo.ts";
import { type ResponseEvent, ResponseOutput } from "./output.ts";
import { headlineOf, type ResponseHeadline, statusOf, writeBegun, writeEnded } from "./response.ts";

export interface Telling {
  readonly echo: Echo;
  readonly writeError: WriteError;
  /** The `sequence_number` of the last event that the reader has; -1 for none. */
  readonly after: number;
}

/** For a response that is told again, without its request: `after` as in `Telling`. */
export function responseAgain(after: number): Telling {
  return { echo: echoUnknown, writeError, after };
}

/** Tells an answer as the typed events of a response's stream. */
export function responseStreamVoice(telling: Telling): StreamVoice {
  const stream = new EventStream(telling);
  return {
    contentType: "text/event-stream; charset=utf-8",
    comment: Buffer.from(": waiting for the provider\n\n"),
    writeError: telling.writeError,
    placed: (placement) => stream.place(placement),
    take: (chunks) => stream.take(chunks),
    end: (ending) => stream.end(ending),
  };
}

class EventStream {
  readonly #telling: Telling;
  #headline: ResponseHeadline | null = null;
  #output: ResponseOutput | null = null;
  #sequence = 0;

  constructor(telling: Telling) {
    this.#telling = telling;
  }

  place(headline: ResponseHeadline): void {
    this.#headline ??= headline;
  }

  take(chunks: readonly Uint8Array[]): Uint8Array[] {
    if (this.#headline === null) return [];
    const { output, events } = this.#begin(this.#headline);
    for (const chunk of chunks) {
      const said = readChunk(chunk);
      if (said !== null) events.push(...output.take(said.delta, said.logprobs));
    }
    return this.#frame(events);
  }

  end({ hold, refusal }: Ending): Uint8Array[] {
    const { output, events } = this.#begin(this.#headline ?? headlineOf(hold));
    const status = statusOf(hold);
    events.push(...output.close(status === "completed" ? "completed" : "incomplete"));
    const response = writeEnded({ hold, refusal, output: output.items() }, this.#telling.echo);
    // A stream has no event of its own for a response that was cancelled: it is not whole.
    const last = status === "completed" || status === "failed" ? status : "incomplete";
    return this.#frame([...events, { type: `response.${last}`, response }]);
  }

  #begin(headline: ResponseHeadline): { output: ResponseOutput; events: ResponseEvent[] } {
    if (this.#output !== null) return { output: this.#output, events: [] };
    this.#output = new ResponseOutput(keyOf(headline.id));
    const response = writeBegun(headline, this.#telling.echo);
    const events = ["response.created", "response.in_progress"].map((type) => ({ type, response }));
    return { output: this.#output, events };
  }

  #frame(events: readonly ResponseEvent[]): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    for (const { type, ...more } of events) {
      const sequence_number = this.#sequence;
      this.#sequence += 1;
      if (sequence_number <= this.#telling.after) continue;
      const data = JSON.stringify({ type, sequence_number, ...more });
      pieces.push(Buffer.from(`event: ${type}\ndata: ${data}\n\n`));
    }
    return pieces;
  }
}

/** Tells an answer as one response. */
export function responseWholeVoice(telling: Omit<Telling, "after">): WholeVoice {
  return {
    writeError: telling.writeError,
    write: (ending) => writeResponse(ending, telling.echo),
  };
}

/** The whole response of an answer that has ended. */
export function writeResponse(
  { hold, refusal, chunks }: Ending,
  echo: Echo,
): Record<string, unknown> {
  const status = statusOf(hold) === "completed" ? "completed" : "incomplete";
  return writeEnded({ hold, refusal, output: collectOutput(hold.order.id, chunks, status) }, echo);
}
