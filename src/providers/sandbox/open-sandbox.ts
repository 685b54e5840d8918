import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Exchange, sendJson } from "./exchange.ts";
import { createMeter } from "./meter.ts";
import { modelNames } from "./model-names.ts";
import { type Rejection, reject } from "./request.ts";
import { anthropicModels, serveAnthropicCount } from "./serve-anthropic.ts";
import { type SandboxState, serveChat } from "./serve-chat.ts";
import { serveGemini } from "./serve-gemini.ts";
import { type SandboxSettings, settleSettings } from "./settings.ts";
import { anthropicWire } from "./wires/anthropic.ts";
import { openaiWire } from "./wires/openai.ts";

/** A sandbox that serves. */
export interface Sandbox {
  /** `http://HOST:PORT`, without a path. */
  readonly url: string;
  /** Tears down every connection; resolves when nothing is left. Idempotent. */
  close(): Promise<void>;
}

/**
 * Opens the built-in upstream: a server that speaks the providers' wires, needs no network and no
 * key, and meters what it produces. Rejects where the address is not loopback or not free.
 */
export async function openSandbox(settings: SandboxSettings = {}): Promise<Sandbox> {
  const settled = settleSettings(settings);
  if (!isLoopback(settled.host)) {
    throw new RangeError(`the sandbox takes no keys, so its host is loopback, not ${settled.host}`);
  }
  const state: SandboxState = {
    settings: settled,
    meter: createMeter(),
    failures: new Map(),
    room: { bytes: 0 },
    running: 0,
  };
  const server = createServer({ keepAliveTimeout: 75_000, noDelay: true }, (request, response) => {
    serve({ request, response }, state).catch(() => failWhole({ request, response }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settled.port, settled.host, resolve);
  });
  const closed = new Promise<void>((resolve) => server.once("close", resolve));
  return {
    url: urlOf(server.address()),
    close() {
      server.close();
      server.closeAllConnections();
      return closed;
    },
  };
}

type Handler = (exchange: Exchange, state: SandboxState) => Promise<void> | void;

const routes: Readonly<Record<string, Handler>> = {
  "POST /v1/chat/completions": (exchange, state) => serveChat(exchange, openaiWire, state),
  "POST /v1/messages": (exchange, state) => serveChat(exchange, anthropicWire, state),
  "POST /v1/messages/count_tokens": serveAnthropicCount,
  "GET /v1/models": (exchange) => sendJson(exchange, 200, { body: listModels(exchange) }),
  "GET /livez": (exchange) => sendJson(exchange, 200, { body: { status: "ok" } }),
  "GET /meter": (exchange, { meter }) =>
    sendJson(exchange, 200, { body: { calls: meter.calls(), totals: meter.totals() } }),
  "DELETE /meter": (exchange, { meter, failures }) => {
    meter.clear();
    failures.clear();
    sendJson(exchange, 200, { body: { cleared: true } });
  },
};

async function serve(exchange: Exchange, state: SandboxState): Promise<void> {
  const { method = "GET", url = "/" } = exchange.request;
  const path = url.split("?", 1)[0] ?? "/";
  const handler = routes[`${method} ${path}`];
  if (handler !== undefined) return handler(exchange, state);
  if (/^\/(v1beta\/|v1\/models\/)/.test(path)) return serveGemini(exchange, state);
  if (method === "GET" && path.startsWith("/meter/")) return sendCall(exchange, path, state);
  const elsewhere = Object.keys(routes).filter((route) => route.endsWith(` ${path}`));
  const status = elsewhere.length > 0 ? 405 : 404;
  const message =
    status === 405
      ? `${path} takes ${elsewhere.map((route) => route.split(" ")[0]).join(" and ")}.`
      : `The sandbox has no ${method} ${path}. It has ${Object.keys(routes).join(", ")}.`;
  exchange.request.resume();
  sendError(exchange, reject(message, { status }));
}

function sendCall(exchange: Exchange, path: string, { meter }: SandboxState): void {
  const id = decoded(path.slice("/meter/".length));
  const call = meter.find(id);
  if (call !== undefined) sendJson(exchange, 200, { body: call });
  else sendError(exchange, reject("The meter remembers no call of this id.", { status: 404 }));
}

function sendError(exchange: Exchange, rejection: Rejection): void {
  sendJson(exchange, rejection.status, { body: openaiWire.error(rejection) });
}

/** A fault of the sandbox itself ends the call and nothing else. */
function failWhole(exchange: Exchange): void {
  exchange.response.shouldKeepAlive = false;
  if (exchange.response.headersSent) {
    exchange.response.destroy();
    return;
  }
  const message = "The sandbox itself failed.";
  sendError(exchange, reject(message, { status: 500, type: "server_error" }));
}

/** One address, two wires: only Anthropic's clients say a version. */
function listModels({ request }: Exchange): object {
  if (request.headers["anthropic-version"] !== undefined) return anthropicModels;
  const data = modelNames.map((id) => ({ id, object: "model", created: 0, owned_by: "sandbox" }));
  return { object: "list", data };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") return "";
  const { address: host, port } = address;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
