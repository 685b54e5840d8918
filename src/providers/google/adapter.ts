import type { UpstreamFailure, UpstreamOrder } from "../../ports/upstream.ts";
import type { Adapter, ProviderSettings, WireRequest } from "../adapter.ts";
import { failureOf } from "../failure.ts";
import { fixedHeaders, keyOf, secretsOf } from "../fixed-headers.ts";
import { createDecoder } from "./decoder.ts";
import { readFailure } from "./failures.ts";
import { findInexpressible } from "./inexpressible.ts";
import { encodeChat } from "./translate.ts";

/**
 * Google's own wire for Gemini: `streamGenerateContent`, or `generateContent` on routes that
 * cannot stream.
 *
 * @see https://ai.google.dev/api/generate-content
 */
export function createGoogleAdapter(settings: ProviderSettings): Adapter {
  const address = addressOf(settings.baseUrl);
  const secrets = secretsOf(settings);
  const key = keyOf(settings);
  const fixed = fixedHeaders(settings, key === null ? {} : { "x-goog-api-key": key });
  return {
    encode: (order) => encode(order, { address, fixed }),
    decoder: createDecoder,
    readFailure: (answer) => readFailure(answer, (words, as) => failureOf(as, words, secrets)),
  };
}

interface Address {
  /** Path up to the models, without a slash at its end. */
  readonly path: string;
  /** Query parameters of the base address, which are kept. */
  readonly query: URLSearchParams;
}

/** An address may name the version already; without one it is the version that has everything. */
function addressOf(baseUrl: string): Address {
  const { pathname, searchParams } = new URL(baseUrl);
  const base = pathname.replace(/\/+$/, "");
  const path = /\/v\d\w*$/.test(base) ? base : `${base}/v1beta`;
  return { path, query: searchParams };
}

interface Way {
  readonly address: Address;
  readonly fixed: readonly string[];
}

function encode(order: UpstreamOrder, { address, fixed }: Way): WireRequest | UpstreamFailure {
  const inexpressible = findInexpressible(order);
  if (inexpressible !== null) return rejectUnsent(inexpressible);

  const query = new URLSearchParams(address.query);
  if (order.streams) query.set("alt", "sse");
  const method = order.streams ? "streamGenerateContent" : "generateContent";
  const search = query.size === 0 ? "" : `?${query}`;
  return {
    path: `${address.path}/models/${encodeURIComponent(order.model)}:${method}${search}`,
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

function rejectUnsent(message: string): UpstreamFailure {
  return { opened: false, kind: "rejected", status: null, message, retryAfterMs: null };
}
