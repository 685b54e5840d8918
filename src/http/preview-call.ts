import type { FastifyReply } from "fastify";
import type { ChatRequest } from "../core/chat/request.ts";
import { isRefusal, type Refusal } from "../core/refusal.ts";
import type { Caller } from "../flow/gateway.ts";
import { type Preview, previewChat } from "../flow/preview-chat.ts";
import { Stopper } from "../flow/stopper.ts";
import { whenGone } from "./dialects/client.ts";
import type { Dialect } from "./dialects/dialect.ts";
import { readExtraHeaders } from "./dialects/extra-headers.ts";
import type { Edge } from "./edge.ts";
import { findCaller } from "./find-caller.ts";
import { type BodyRead, readBody } from "./read-body.ts";
import { recallOutput } from "./recall-output.ts";
import { sendRefusal } from "./refusals.ts";
import { sendJson } from "./send-json.ts";
import type { Exchange } from "./serve-call.ts";

/** How a question about a call is understood and answered. */
export interface Question {
  readonly dialect: Dialect;
  readonly write: (preview: Preview) => Record<string, unknown>;
}

/** Answers what a call would use or cost, in whatever dialect: nothing is sent to a provider. */
export async function previewCall(
  edge: Edge,
  exchange: Exchange,
  { dialect, write }: Question,
): Promise<FastifyReply> {
  const { request, reply } = exchange;
  const caller = await findCaller(edge, request);
  if (isRefusal(caller)) return sendRefusal(reply, caller, dialect.writeError);

  const body = await readBody(request.raw, edge.bodies);
  if (isRefusal(body)) return sendRefusal(reply, body, dialect.writeError);
  try {
    const headers = readExtraHeaders(request);
    const read = await dialect.read(body.body, headers, recallOutput(edge, caller));
    if (isRefusal(read)) return sendRefusal(reply, read, dialect.writeError);
    const preview = await askPreview(edge, reply, { caller, body, chat: read.chat });
    if (isRefusal(preview)) {
      return sendRefusal(reply, preview, read.writeError ?? dialect.writeError);
    }
    return sendJson(reply, write(preview));
  } finally {
    body.release();
  }
}

interface Asking {
  readonly caller: Caller;
  readonly body: BodyRead;
  readonly chat: ChatRequest;
}

async function askPreview(
  { gateway }: Edge,
  reply: FastifyReply,
  { caller, body, chat }: Asking,
): Promise<Preview | Refusal> {
  const stopper = new Stopper();
  whenGone({ response: reply.raw, clock: gateway.clock }, () => stopper.stop("client_gone"));
  return await previewChat(gateway, { caller, chat, stopper, takeRoom: body.takeRoom });
}
