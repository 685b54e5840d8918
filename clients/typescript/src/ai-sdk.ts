import { addDollars } from "./cost.ts";
import type { Farebox } from "./farebox.ts";
import type { Bill } from "./types.ts";

export interface SpendingTerms {
  /** Dollars, such as `"0.05"`: the most that each call may cost. */
  readonly maxCost?: string | number;
  /** Calls that belong together: one line of the statement. */
  readonly sessionId?: string;
}

/** What a finished call says under `providerMetadata.farebox`. */
export interface Spending {
  readonly [field: string]: string | null;
  /** The call's id at the gateway. */
  readonly id: string | null;
  /** Dollars, exact. */
  readonly cost: string | null;
  /** Dollars that were set aside. */
  readonly hold: string | null;
}

/**
 * Middleware for the AI SDK's `wrapLanguageModel`: sets the most that a call may cost, puts what it
 * did cost into `providerMetadata.farebox`, and can stop all that runs through it.
 *
 * It reads the provider's own usage, so the model under it is one of `createOpenAICompatible` with
 * `farebox.forAiSdk()`.
 */
export function spending(farebox: Farebox, terms: SpendingTerms = {}) {
  const fixed = writeTerms(terms);
  const running = new Set<string>();
  return {
    specificationVersion: "v4" as const,

    transformParams: async <Params extends Headed>({ params }: { readonly params: Params }) => {
      const name = params.headers?.[nameHeader] ?? crypto.randomUUID();
      return { ...params, headers: { ...params.headers, ...fixed, [nameHeader]: name } };
    },

    wrapGenerate: async <Result extends Generated>(call: Generating<Result>) => {
      const name = call.params.headers?.[nameHeader] ?? "";
      running.add(name);
      try {
        const result = await call.doGenerate();
        const spent = writeSpending(result.response?.headers, result.usage?.raw);
        return { ...result, providerMetadata: { ...result.providerMetadata, farebox: spent } };
      } finally {
        running.delete(name);
      }
    },

    wrapStream: async <Part extends StreamPart>(call: Streaming<Part>): Promise<Streamed<Part>> => {
      const name = call.params.headers?.[nameHeader] ?? "";
      running.add(name);
      const over = () => void running.delete(name);
      try {
        const result = await call.doStream();
        const stream = addSpending(result.stream, { headers: result.response?.headers, over });
        return { ...result, stream };
      } catch (error) {
        over();
        throw error;
      }
    },

    /** Stops every call that runs through this middleware, and answers their final bills. */
    stop: async (): Promise<readonly Bill[]> =>
      await Promise.all([...running].map((name) => farebox.cancel(name))),
  };
}

const nameHeader = "x-client-request-id";

type Headers = Record<string, string>;

interface Headed {
  readonly headers?: Record<string, string | undefined>;
}

interface RawUsage {
  readonly raw?: Readonly<Record<string, unknown>> | undefined;
}

interface Generated {
  readonly providerMetadata?: Readonly<Record<string, unknown>>;
  readonly response?: { readonly headers?: Headers };
  readonly usage?: RawUsage;
}

interface Generating<Result> {
  readonly doGenerate: () => PromiseLike<Result>;
  readonly params: Headed;
}

interface StreamPart {
  readonly type: string;
}

interface Streamed<Part> {
  readonly stream: ReadableStream<Part>;
  readonly response?: { readonly headers?: Headers };
}

interface Streaming<Part> {
  readonly doStream: () => PromiseLike<Streamed<Part>>;
  readonly params: Headed;
}

function writeTerms({ maxCost, sessionId }: SpendingTerms): Headers {
  return {
    ...(maxCost === undefined ? {} : { "x-farebox-max-cost": String(maxCost) }),
    ...(sessionId === undefined ? {} : { "x-session-id": sessionId }),
  };
}

/** The same stream, whose last part says what the call has cost. */
function addSpending<Part extends StreamPart>(
  stream: ReadableStream<Part>,
  call: { readonly headers: Headers | undefined; readonly over: () => void },
): ReadableStream<Part> {
  const reader = stream.getReader();
  return new ReadableStream<Part>({
    pull: async (sink) => {
      const { done, value } = await reader.read().catch((error: unknown) => {
        call.over();
        throw error;
      });
      if (done) {
        call.over();
        return sink.close();
      }
      sink.enqueue(value.type === "finish" ? finishOf(value, call.headers) : value);
    },
    cancel: async (reason) => {
      call.over();
      await reader.cancel(reason);
    },
  });
}

function finishOf<Part extends StreamPart>(part: Part, headers: Headers | undefined): Part {
  const { usage, providerMetadata } = part as Part & Generated;
  const farebox = writeSpending(headers, usage?.raw);
  return { ...part, providerMetadata: { ...providerMetadata, farebox } };
}

function writeSpending(headers: Headers = {}, raw: RawUsage["raw"] = {}): Spending {
  return {
    id: headers["x-request-id"] ?? null,
    cost: readCost(raw["cost_details"]),
    hold: headers["x-farebox-hold"] ?? null,
  };
}

/** The parts are exact; the number beside them is not. */
function readCost(details: unknown): string | null {
  if (typeof details !== "object" || details === null) return null;
  if (!("prompt" in details && "completion" in details)) return null;
  return addDollars(String(details.prompt), String(details.completion));
}
