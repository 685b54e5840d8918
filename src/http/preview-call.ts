import type { FastifyReply } from "fastify";
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
    const preview = await askPreview(edge, exchange, { caller, body, dialect });
    if (isRefusal(preview)) return sendRefusal(reply, preview, dialect.writeError);
    return sendJson(reply, write(preview));
  } finally {
    body.release();
  }
}

interface Asking {
  readonly caller: Caller;
  readonly body: BodyRead;
  readonly dialect: Dialect;
}

async function askPreview(
  { gateway }: Edge,
  { request, reply }: Exchange,
  { caller, body, dialect }: Asking,
): Promise<Preview | Refusal> {
  const read = dialect.read(body.body, readExtraHeaders(request));
  if (isRefusal(read)) return read;
  const { chat } = read;
  const stopper = new Stopper();
  whenGone({ response: reply.raw, clock: gateway.clock }, () => stopper.stop("client_gone"));
  return await previewChat(gateway, { caller, chat, stopper, takeRoom: body.takeRoom });
}
