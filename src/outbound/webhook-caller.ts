import type { WebhookCaller } from "../ports/webhooks.ts";
import { guardAddress } from "./address-guard.ts";
import { guardedPost, type OutboundTerms } from "./guarded-fetch.ts";

/** Calls webhooks, and nothing that is not of the public internet. */
export function openWebhookCaller(terms: OutboundTerms): WebhookCaller {
  return {
    async check(url) {
      // Looking a name up bounds its own time.
      const way = await guardAddress(terms, url, new AbortController().signal);
      // A name that leads nowhere today may lead somewhere when the balance falls.
      return "blocked" in way ? way.blocked : null;
    },
    async post(call, stop) {
      const posted = await guardedPost(terms, call, stop);
      if ("status" in posted) return posted;
      if ("blocked" in posted) return { status: null, reason: posted.blocked, final: true };
      return { status: null, reason: posted.failed, final: false };
    },
  };
}
