import type { UpstreamFailure, UpstreamOrder } from "../../ports/upstream.ts";
import type { Adapter, ProviderSettings, WireRequest } from "../adapter.ts";
import { failureOf } from "../failure.ts";
import { fixedHeaders, keyOf, secretsOf } from "../fixed-headers.ts";
import { createDecoder } from "./decoder.ts";
import { readFailure } from "./failures.ts";
import { findInexpressible } from "./inexpressible.ts";
import { encodeChat } from "./translate.ts";

/**
 * Anthropic's own wire for Claude: `POST /v1/messages`, streamed wherever the route can.
 *
 * @see https://platform.claude.com/docs/en/api/messages
 */
export function createAnthropicAdapter(settings: ProviderSettings): Adapter {
  const path = pathOf(settings.baseUrl);
  const key = keyOf(settings);
  const secrets = secretsOf(settings);
  const fixed = fixedHeaders(settings, {
    "anthropic-version": settings.headers?.["anthropic-version"] ?? version,
    ...(key === null ? {} : { "x-api-key": key }),
  });
  return {
    encode: (order) => encode(order, { path, fixed }),
    decoder: createDecoder,
    readFailure: (answer) => readFailure(answer, (words, as) => failureOf(as, words, secrets)),
  };
}

/** The version whose shapes this folder speaks; newer features come by headers of their own. */
const version = "2023-06-01";

/** An address may name the version of the API already. */
function pathOf(baseUrl: string): string {
  const { pathname, search } = new URL(baseUrl);
  const base = pathname.replace(/\/+$/, "");
  return `${/\/v\d+$/.test(base) ? base : `${base}/v1`}/messages${search}`;
}

interface Way {
  readonly path: string;
  readonly fixed: readonly string[];
}

function encode(order: UpstreamOrder, { path, fixed }: Way): WireRequest | UpstreamFailure {
  const message = findInexpressible(order);
  if (message !== null) {
    return { opened: false, kind: "rejected", status: null, message, retryAfterMs: null };
  }
  return {
    path,
    headers: [
      ...fixed,
      "accept",
      order.streams ? "text/event-stream" : "application/json",
      "x-client-request-id",
      order.requestId,
    ],
    body: encodeChat(order),
  };
}
