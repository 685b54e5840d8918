import type { Ending } from "../../../flow/answer.ts";
import { addBill } from "../add-bill.ts";
import { readChunk } from "../read-chunk.ts";
import type { CallShown, StreamVoice, WholeVoice } from "../voices.ts";
import { type BlockEvent, BlockTeller } from "./block-teller.ts";
import { collectBlocks } from "./collect-blocks.ts";
import { tellMessagesRefusal } from "./write-error.ts";
import { writeMessagesUsage, writeOpeningUsage } from "./write-usage.ts";

/** Anthropic's clients look for the call's id under this name. */
const headers = (id: string): Record<string, string> => ({ "request-id": id });

/** Tells an answer as the events of a message, each with its number as its id, from `after` on. */
export function messagesStreamVoice({ after }: { readonly after: number }): StreamVoice {
  const stream = new MessageStream(after);
  return {
    contentType: "text/event-stream; charset=utf-8",
    comment: Buffer.from(": waiting for the provider\n\n"),
    writeError: tellMessagesRefusal,
    headers,
    placed: (call) => stream.placed(call),
    take: (chunks) => stream.take(chunks),
    end: (ending) => stream.end(ending),
  };
}

class MessageStream {
  readonly #after: number;
  readonly #blocks = new BlockTeller();
  #call: CallShown | null = null;
  #number = 0;
  #finish: string | null = null;

  constructor(after: number) {
    this.#after = after;
  }

  placed(call: CallShown): void {
    this.#call = call;
  }

  take(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
    return chunks.flatMap((chunk) => {
      const read = readChunk(chunk);
      if (read === null) return [];
      this.#finish = read.finish ?? this.#finish;
      // An error is told at the end, in a shape of its own.
      if (read.finish === "error") return [];
      return [...this.#begin(), ...this.#blocks.take(read.delta).flatMap((one) => this.#tell(one))];
    });
  }

  end(ending: Ending): readonly Uint8Array[] {
    const { hold, refusal } = ending;
    if (refusal !== null) {
      return this.#tell({ ...tellMessagesRefusal(addBill(refusal, hold), hold.order.id) });
    }
    const { id, model, promptTokens } = hold.order;
    this.#call ??= { id, model, promptTokens };
    const delta = {
      stop_reason: stopReason(this.#finish, this.#blocks),
      stop_sequence: null,
      stop_details: null,
      container: null,
    };
    return [
      ...this.#begin(),
      ...this.#blocks.end().flatMap((one) => this.#tell(one)),
      ...this.#tell({ type: "message_delta", delta, usage: writeMessagesUsage(hold) }),
      ...this.#tell({ type: "message_stop" }),
    ];
  }

  #begin(): readonly Uint8Array[] {
    if (this.#number > 0 || this.#call === null) return [];
    const { id, model, promptTokens } = this.#call;
    const opening = { content: [], stop_reason: null, usage: writeOpeningUsage(promptTokens) };
    return this.#tell({ type: "message_start", message: { ...frame({ id, model }), ...opening } });
  }

  #tell(event: BlockEvent | Readonly<Record<string, unknown>>): readonly Uint8Array[] {
    this.#number += 1;
    if (this.#number <= this.#after) return [];
    const name = `id: ${this.#number}\nevent: ${String(event["type"])}`;
    return [Buffer.from(`${name}\ndata: ${JSON.stringify(event)}\n\n`)];
  }
}

/** Tells an answer as one message. */
export const messagesWholeVoice: WholeVoice = {
  writeError: tellMessagesRefusal,
  headers,
  write: writeMessage,
};

function writeMessage({ hold, chunks }: Ending): Record<string, unknown> {
  const blocks = new BlockTeller();
  const events: BlockEvent[] = [];
  let finish: string | null = null;
  for (const chunk of chunks) {
    const read = readChunk(chunk);
    if (read === null) continue;
    finish = read.finish ?? finish;
    events.push(...blocks.take(read.delta));
  }
  events.push(...blocks.end());
  return {
    ...frame(hold.order),
    content: collectBlocks(events),
    stop_reason: finish === "error" ? null : stopReason(finish, blocks),
    usage: writeMessagesUsage(hold),
  };
}

function frame({ id, model }: Pick<CallShown, "id" | "model">): Record<string, unknown> {
  return {
    id,
    type: "message",
    role: "assistant",
    model,
    stop_sequence: null,
    stop_details: null,
    container: null,
  };
}

/** Which stop sequence ended an answer is told by few providers: `stop` is the end of a turn. */
function stopReason(finish: string | null, { refused }: BlockTeller): string {
  return refused ? "refusal" : (reasons.get(finish ?? "stop") ?? "end_turn");
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["stop", "end_turn"],
  ["length", "max_tokens"],
  ["tool_calls", "tool_use"],
  ["content_filter", "refusal"],
]);
