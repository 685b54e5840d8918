import { isRefusal, type Refusal } from "../core/refusal.ts";
import { agreeTerms, type Terms } from "./agree-terms.ts";
import type { Call } from "./complete-chat.ts";
import type { Gateway } from "./gateway.ts";
import type { RateStanding } from "./rate-limits.ts";

/** A call that may go on. */
export interface Admitted extends Terms {
  readonly call: Call;
  readonly standing: RateStanding;
}

/** Lets a call in or says why not. The rate limit comes last: a refused call uses nothing up. */
export function admit(gateway: Gateway, call: Call): Admitted | Refusal {
  const terms = agreeTerms(gateway, call);
  if (isRefusal(terms)) return terms;

  const standing = gateway.rateLimits.enter(call.caller.account, gateway.clock.now());
  if (isRefusal(standing)) return standing;
  return { ...terms, call, standing };
}
