import { limits } from "../core/limits.ts";
import type { Clock } from "../ports/clock.ts";
import type {
  Upstream,
  UpstreamFailure,
  UpstreamOrder,
  UpstreamStream,
} from "../ports/upstream.ts";
import type { Adapter, CreateAdapter, ProviderSettings } from "./adapter.ts";
import { createAnthropicAdapter } from "./anthropic/adapter.ts";
import { readEvents } from "./event-stream.ts";
import { createGoogleAdapter } from "./google/adapter.ts";
import { createOpenAiAdapter } from "./openai/adapter.ts";
import { type Answer, openTransport, type Transport, type Undelivered } from "./transport.ts";

const adapters: ReadonlyMap<string, CreateAdapter> = new Map([
  ["openai", createOpenAiAdapter],
  ["google", createGoogleAdapter],
  ["anthropic", createAnthropicAdapter],
]);

/** The kinds of provider that a configuration may name. */
export const kinds: readonly string[] = [...adapters.keys()];

export interface OpenUpstream extends Upstream {
  /** Closes every connection to the provider, those in use too. */
  close(): Promise<void>;
}

/**
 * Opens the way to one provider. No connection is made before the first call.
 *
 * @throws where `settings.kind` is none of `kinds`, or `settings.baseUrl` is no address
 */
export function createUpstream(settings: ProviderSettings, clock: Clock): OpenUpstream {
  const createAdapter = adapters.get(settings.kind);
  if (createAdapter === undefined) {
    throw new Error(`unknown kind of provider: ${settings.kind} (allowed: ${kinds.join(", ")})`);
  }
  const adapter = createAdapter(settings);
  const transport = openTransport(settings, clock);
  const way: Way = { adapter, transport, clock };
  return {
    name: settings.name,
    open: (order, stop) => open(way, order, stop),
    close: () => transport.close(),
  };
}

interface Way {
  readonly adapter: Adapter;
  readonly transport: Transport;
  readonly clock: Clock;
}

async function open(
  way: Way,
  order: UpstreamOrder,
  stop: AbortSignal,
): Promise<UpstreamStream | UpstreamFailure> {
  const request = way.adapter.encode(order);
  if ("opened" in request) return request;
  const answer = await way.transport.send(request, stop);
  if (!answer.delivered) return failureWithoutAnswer(answer);
  if (answer.status >= 200 && answer.status < 300) {
    return readEvents(answer, way.adapter.decoder());
  }

  const body = await readFailureBody(answer);
  if (stop.aborted) return stopped(answer.status);
  const { status, headers } = answer;
  return way.adapter.readFailure({ status, headers, body, at: way.clock.now() });
}

function failureWithoutAnswer({ kind, message }: Undelivered): UpstreamFailure {
  return { opened: false, kind, status: null, message, retryAfterMs: null };
}

function stopped(status: number): UpstreamFailure {
  const message = "stopped while the provider said why it failed";
  return { opened: false, kind: "stopped", status, message, retryAfterMs: null };
}

/** As much as is read of why the provider failed; a connection that dies meanwhile ends it. */
async function readFailureBody(answer: Answer): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  while (length < limits.failureBytesMax) {
    for (const piece of answer.take()) {
      pieces.push(piece);
      length += piece.length;
    }
    if (answer.fate !== null) break;
    if (length < limits.failureBytesMax) await answer.arrival();
  }
  answer.close();
  return Buffer.concat(pieces).subarray(0, limits.failureBytesMax);
}
