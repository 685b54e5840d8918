import { readError } from "./answer.ts";
import type { StreamEvent } from "./events.ts";
import type { Farebox } from "./farebox.ts";
import { type LiveStream, openCall, type WebRequest } from "./open-call.ts";

/**
 * The web's `fetch` through a client: its connections, retries and keys; a lost stream goes on in
 * the answer's body. The client's key is put on what goes to its gateway and names none.
 */
export function fetchThrough(farebox: Farebox) {
  return async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = await readRequest(input, init);
    const { apiKey, baseUrl } = farebox.connection.settings;
    const headers = new Headers(request.headers);
    if (new URL(request.url).origin === baseUrl && !headers.has("authorization")) {
      headers.set("authorization", `Bearer ${apiKey}`);
    }
    const call = await openCall(farebox.connection, { ...request, headers });
    if ("events" in call) return relay(call);
    // A page for people is nobody's answer: whoever asked could make nothing of it.
    const type = call.headers.get("content-type") ?? "";
    if (type.startsWith("text/html")) throw await readError(call);
    return call;
  };
}

/** What the `openai` package's constructor takes to go through a client. */
export function forOpenAI(farebox: Farebox) {
  const { apiKey, baseUrl } = farebox.connection.settings;
  const fetch = fetchThrough(farebox);
  // It would try again under a new key what the client has tried three times already.
  return { apiKey, baseURL: `${baseUrl}/v1`, fetch, maxRetries: 0 };
}

/** What `createOpenAICompatible` of the AI SDK takes to go through a client. */
export function forAiSdk(farebox: Farebox) {
  const { apiKey, baseURL, fetch } = forOpenAI(farebox);
  return { name: "farebox", apiKey, baseURL, fetch, includeUsage: true };
}

/** An address and what to send there; a `Request` is taken apart, so that it can be sent again. */
async function readRequest(
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<WebRequest> {
  if (typeof input === "string" || input instanceof URL) return { ...init, url: String(input) };
  const { url, method, headers, signal } = input;
  const text = await input.text();
  return { method, headers, signal, ...(text && { body: text }), ...init, url };
}

/** The web's answer, with a body that goes on where a connection ends. */
function relay({ first, events, leave }: LiveStream): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull: async (sink) => {
      const { done, value } = await events.next();
      if (!done) return sink.enqueue(encoder.encode(value.map(writeEvent).join("")));
      leave();
      sink.close();
    },
    cancel: leave,
  });
  return new Response(body, first);
}

function writeEvent({ id, data }: StreamEvent): string {
  const lines = `data: ${data.replaceAll("\n", "\ndata: ")}\n\n`;
  return id === null ? lines : `id: ${id}\n${lines}`;
}
