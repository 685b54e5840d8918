import { noteServer } from "./server-state.ts";

/** What the gateway refuses, as it says it: `param` names the field at fault. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly param: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, told: ToldError, retryAfter: string | null) {
    super(told.message);
    this.status = status;
    this.code = told.code;
    this.param = told.param;
    this.metadata = told.metadata;
    this.retryAfterSeconds = retryAfter === null ? null : Number(retryAfter);
  }
}

/** Nothing answered: the gateway is down, or the way to it is. */
export class ServerLost extends Error {
  constructor() {
    super("The gateway can't be reached.");
  }
}

interface ToldError {
  readonly message: string;
  readonly code: string;
  readonly param: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface CallOptions {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  /** The key that pays, by its id, where a model is called. */
  readonly key?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

let csrfToken = "";

/** What every write of this page carries; the session's answer says it. */
export function keepCsrfToken(token: string): void {
  csrfToken = token;
}

/** Asks the gateway; answers the parsed JSON, and throws `Refused` or `ServerLost`. */
export async function call<Answer>(path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await send(path, options);
  return (await response.json()) as Answer;
}

/** The same, for an answer that is read as it streams. */
export async function send(path: string, options: CallOptions = {}): Promise<Response> {
  const { body, key, signal } = options;
  const headers: Record<string, string> = { accept: "application/json", ...options.headers };
  if (csrfToken !== "") headers["x-farebox-csrf"] = csrfToken;
  if (key !== undefined) headers["x-farebox-key"] = key;
  if (body !== undefined) headers["content-type"] = "application/json";
  const response = await reach(path, {
    method: options.method ?? (body === undefined ? "GET" : "POST"),
    headers,
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  });
  if (response.ok) return response;
  throw new Refused(
    response.status,
    await readError(response),
    response.headers.get("retry-after"),
  );
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    const response = await fetch(path, { ...request, credentials: "same-origin" });
    // A proxy in between answers so for a gateway that is gone.
    const lost = [502, 503, 504].includes(response.status) && !isJson(response);
    noteServer(lost ? "lost" : "there");
    if (lost) throw new ServerLost();
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    noteServer("lost");
    throw new ServerLost();
  }
}

async function readError(response: Response): Promise<ToldError> {
  const unknown = { code: "unknown", param: null, metadata: {} };
  if (!isJson(response)) {
    return { ...unknown, message: `The answer was ${response.status} and no JSON.` };
  }
  const told = (await response.json()) as { error?: Partial<ToldError> };
  return { ...unknown, message: `The answer was ${response.status}.`, ...told.error };
}

function isJson(response: Response): boolean {
  return (response.headers.get("content-type") ?? "").startsWith("application/json");
}
