import assert from "node:assert/strict";
import { test } from "node:test";
import { type RefusalCode, refusals, refuse } from "../../core/refusal.ts";
import { writeMessagesError } from "./anthropic/write-error.ts";
import { writeGenerateError } from "./google/write-error.ts";

const codes = Object.keys(refusals) as RefusalCode[];

test("every refusal has its type in Anthropic's shape, by its status", () => {
  const types = new Map<number, unknown>();
  for (const code of codes) {
    const told = writeMessagesError(refuse(code, "No.", { param: "p", metadata: { a: 1 } }), "id");
    assert.equal(told["request_id"], "id");
    const { error } = told as { error: Record<string, unknown> };
    types.set(refusals[code].status, error["type"]);
    const { type: _type, ...rest } = error;
    const details = { error_code: code };
    assert.deepEqual(rest, { message: "No.", code, param: "p", details, metadata: { a: 1 } });
  }
  assert.deepEqual(Object.fromEntries(types), {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    410: "not_found_error",
    413: "request_too_large",
    422: "invalid_request_error",
    429: "rate_limit_error",
    500: "api_error",
    503: "overloaded_error",
    504: "timeout_error",
  });
});

test("every refusal has its status in Google's shape, with its code among the details", () => {
  const words = new Map<number, unknown>();
  for (const code of codes) {
    const refusal = refuse(code, "No.", { param: "p", retryAfterSeconds: 3 });
    const { error } = writeGenerateError(refusal) as { error: Record<string, unknown> };
    assert.equal(error["code"], refusals[code].status);
    words.set(refusals[code].status, error["status"]);
    assert.deepEqual(error["details"], [
      {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        reason: code.toUpperCase(),
        domain: "farebox",
        metadata: { code, param: "p" },
      },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "3s" },
    ]);
  }
  assert.deepEqual(Object.fromEntries(words), {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    402: "FAILED_PRECONDITION",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    410: "NOT_FOUND",
    413: "INVALID_ARGUMENT",
    422: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
  });
});
