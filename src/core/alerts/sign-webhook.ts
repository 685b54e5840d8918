import { createHmac } from "node:crypto";
import type { Instant } from "../ledger/types.ts";

/** What one try to deliver a webhook says. */
export interface SignedMessage {
  readonly id: string;
  /** The moment of this try: receivers refuse what is minutes old. */
  readonly at: Instant;
  readonly body: string;
}

const secretPattern = /^whsec_([A-Za-z0-9+/]{32,88}={0,2})$/;

/** Bytes of a secret, as the standard bounds them. */
const secretBytesMin = 24;
const secretBytesMax = 64;

/**
 * The headers that prove where a webhook comes from: HMAC-SHA256 over id, time and body. Source:
 * Standard Webhooks 1.0.0, https://github.com/standard-webhooks/standard-webhooks, 2026-11-22.
 */
export function signWebhook(secret: string, message: SignedMessage): Record<string, string> {
  const seconds = Math.floor(message.at / 1000);
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signed = `${message.id}.${seconds}.${message.body}`;
  const signature = createHmac("sha256", key).update(signed).digest("base64");
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": `v1,${signature}`,
  };
}

/** Whether a text is a secret by the same standard: `whsec_` and 24 to 64 bytes in base64. */
export function isWebhookSecret(text: string): boolean {
  const base64 = secretPattern.exec(text)?.[1];
  if (base64 === undefined) return false;
  const bytes = Buffer.from(base64, "base64");
  const canonical = bytes.toString("base64") === base64;
  return canonical && bytes.length >= secretBytesMin && bytes.length <= secretBytesMax;
}

export function writeWebhookSecret(bytes: Uint8Array): string {
  return `whsec_${Buffer.from(bytes).toString("base64")}`;
}
