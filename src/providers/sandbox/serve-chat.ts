import { randomBytes } from "node:crypto";
import { bounds } from "./bounds.ts";
import { composeAnswer } from "./compose-answer.ts";
import { countPrompt } from "./count-prompt.ts";
import { type BodyRoom, type Exchange, readJson, sendJson } from "./exchange.ts";
import { measureAll, type PictureMeasure } from "./measure-picture.ts";
import type { Meter, MeteredCall } from "./meter.ts";
import { bodyOutlet, reportedUsage, streamOutlet } from "./outlets.ts";
import { startPace } from "./pace.ts";
import { type Outcome, produce } from "./produce.ts";
import { isRejection, type Rejection, reject, type SandboxRequest } from "./request.ts";
import { firstTokenDelay, type SettledSettings } from "./settings.ts";
import type { Wire } from "./wires/wire.ts";

/** What all calls of one sandbox share. */
export interface SandboxState {
  readonly settings: SettledSettings;
  readonly meter: Meter;
  /** Failures given so far, by the key that `times` counts for. */
  readonly failures: Map<string, number>;
  readonly room: BodyRoom;
  /** Calls that are being served. */
  running: number;
}

/** Serves one chat call over one wire, from its body to the end of its answer. */
export async function serveChat(
  exchange: Exchange,
  wire: Wire,
  state: SandboxState,
): Promise<void> {
  const startedAt = { wall: Date.now(), steady: performance.now() };
  if (state.running >= bounds.callsMax) return sendRejection(exchange, wire, busy);
  state.running += 1;
  try {
    const body = await readJson(exchange, state.room);
    if (body === null) return;
    const request = isRejection(body) ? body : wire.read(body.json);
    if (isRejection(request)) return sendRejection(exchange, wire, request);
    await serveRequest({ exchange, wire, state, request, startedAt });
  } finally {
    state.running -= 1;
  }
}

interface Serving {
  readonly exchange: Exchange;
  readonly wire: Wire;
  readonly state: SandboxState;
  readonly request: SandboxRequest;
  /** When the request came in: milliseconds since 1970, and of `performance.now()`. */
  readonly startedAt: { readonly wall: number; readonly steady: number };
}

async function serveRequest(serving: Serving): Promise<void> {
  const { exchange, wire, request } = serving;
  const ownId = `chatcmpl-${randomBytes(12).toString("hex")}`;
  const id = clientRequestId(exchange) ?? ownId;
  exchange.response.setHeader("x-request-id", id);

  const fault = statusFault(serving, id);
  if (fault !== null) {
    const call = startCall(serving, id);
    call.status = fault.status;
    endCall(call, "fault");
    return sendRejection(exchange, wire, fault);
  }
  const pictures = await measureAll(request);
  if (isRejection(pictures)) return sendRejection(exchange, wire, pictures);
  const call = startCall(serving, id);
  let outcome: Outcome = "fault";
  try {
    outcome = await answer(serving, { call, pictures, answerId: ownId });
  } finally {
    endCall(call, outcome);
  }
}

interface Begun {
  readonly call: MeteredCall;
  readonly pictures: readonly PictureMeasure[];
  readonly answerId: string;
}

async function answer(serving: Serving, { call, pictures, answerId }: Begun): Promise<Outcome> {
  const { exchange, wire, state, request, startedAt } = serving;
  const { directives } = request;
  const prompt = await countPrompt(request, pictures);
  const composed = await composeAnswer(request, pictures);
  const pixels = pictures.reduce((sum, { width, height }) => sum + width * height, 0);
  const delay = directives.first_ms ?? firstTokenDelay(state.settings, pixels);
  const tokensPerSecond = directives.pace ?? state.settings.tokensPerSecond;
  const head = {
    id: answerId,
    model: request.model,
    created: Math.floor(Date.now() / 1000),
    includeUsage: request.includeUsage,
    usage: reportedUsage({ call, prompt, directives }),
    tool: composed.tool !== null,
    thoughtsShown: request.thinking.shown,
  };
  const terms = { exchange, wire, head, call, prompt, directives };
  const outlet = request.stream ? streamOutlet(terms) : bodyOutlet(terms);
  const pace = startPace(startedAt.steady + delay, tokensPerSecond);
  exchange.response.once("close", pace.stop);
  if (exchange.response.destroyed) return "aborted";
  const limit = request.outputTokensMax ?? bounds.answerTokensMax;
  return produce({ answer: composed, limit, directives, pace, outlet });
}

function startCall({ request, state, startedAt }: Serving, id: string): MeteredCall {
  const { model, stream } = request;
  return state.meter.start({ id, model, stream, started_at: startedAt.wall });
}

function endCall(call: MeteredCall, outcome: Outcome): void {
  call.ended_at = Date.now();
  const early = outcome === "length" || outcome === "aborted" || outcome === "fault";
  call.ended = early ? outcome : "completed";
}

/** The failure that a directive asks for, unless it has been given as often as it asked. */
function statusFault({ request, state, exchange }: Serving, id: string): Rejection | null {
  const { status, times, key, retry_after } = request.directives;
  if (status === null) return null;
  if (times !== null) {
    // Attempts of one call carry its id: without a key they are counted together.
    const counted = key ?? (clientRequestId(exchange) === null ? "any" : id);
    const given = state.failures.get(counted) ?? 0;
    if (given >= times) return null;
    if (state.failures.size >= bounds.failureKeysMax) {
      state.failures.delete(state.failures.keys().next().value ?? "");
    }
    state.failures.set(counted, given + 1);
  }
  const type = status >= 500 ? "server_error" : (errorTypes[status] ?? "invalid_request_error");
  return reject(`The sandbox answers ${status}, as it was asked to.`, {
    status,
    type,
    code: "sandbox_fault",
    retryAfterSeconds: retry_after,
  });
}

const errorTypes: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "permission_error",
  429: "rate_limit_error",
};

function clientRequestId({ request }: Exchange): string | null {
  const id = request.headers["x-client-request-id"];
  return typeof id === "string" && /^[\x20-\x7e]{1,128}$/.test(id) ? id : null;
}

/** Says why a call is not served, in the words of its wire. */
export function sendRejection(exchange: Exchange, wire: Wire, rejection: Rejection): void {
  const { status, retryAfterSeconds } = rejection;
  const headers = retryAfterSeconds === null ? {} : { "retry-after": String(retryAfterSeconds) };
  sendJson(exchange, status, { body: wire.error(rejection), headers });
}

const busy = reject("The sandbox serves as many calls as it can.", {
  status: 429,
  type: "rate_limit_error",
  retryAfterSeconds: 1,
});
