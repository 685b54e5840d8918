import type { Account } from "../core/access/account.ts";
import {
  type Allowance,
  fullAllowance,
  msUntilFull,
  requestsLeft,
  takeRequest,
} from "../core/access/rate-limit.ts";
import { type Refusal, refuse } from "../core/refusal.ts";

/** What an account's rate limit says, for the `X-RateLimit-*` headers. */
export interface RateStanding {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the whole minute is there again. */
  readonly resetSeconds: number;
}

interface AccountRate {
  allowance: Allowance;
  rpm: number;
  running: number;
}

/** How many idle accounts are remembered before they are looked through and dropped. */
const rememberedMax = 10_000;

/** Requests per minute and calls at once, per account and never per model. */
export class RateLimits {
  readonly #accounts = new Map<string, AccountRate>();

  /** Admits one call, which must `leave` when it ends; a refused one uses nothing up. */
  enter(account: Account, now: number): RateStanding | Refusal {
    const rate = this.#rate(account, now);
    if (rate.running >= account.concurrency) {
      return refuse(
        "rate_limit_exceeded",
        `Account "${account.name}" already has ${rate.running} calls running, its limit.`,
        { retryAfterSeconds: 1, metadata: { limit: account.concurrency, kind: "concurrency" } },
      );
    }
    const decision = takeRequest(rate.allowance, account.rpm, now);
    rate.allowance = decision.allowance;
    if (!decision.admitted) {
      return refuse(
        "rate_limit_exceeded",
        `Account "${account.name}" is limited to ${account.rpm} requests per minute; ` +
          `try again in ${decision.retryAfterSeconds} s.`,
        {
          retryAfterSeconds: decision.retryAfterSeconds,
          metadata: { limit: account.rpm, kind: "requests_per_minute" },
        },
      );
    }
    rate.running += 1;
    return this.#standing(rate);
  }

  /** How an account stands at this instant, for headers. */
  standing(account: Account, now: number): RateStanding {
    return this.#standing(this.#rate(account, now));
  }

  leave(account: Account): void {
    const rate = this.#accounts.get(account.id);
    if (rate !== undefined) rate.running -= 1;
  }

  #rate(account: Account, now: number): AccountRate {
    const known = this.#accounts.get(account.id);
    if (known !== undefined) {
      if (known.rpm !== account.rpm) {
        // A changed limit starts with a whole minute of its own.
        known.rpm = account.rpm;
        known.allowance = fullAllowance(account.rpm, now);
      }
      return known;
    }
    if (this.#accounts.size >= rememberedMax) this.#forgetIdle(now);
    const rate = { allowance: fullAllowance(account.rpm, now), rpm: account.rpm, running: 0 };
    this.#accounts.set(account.id, rate);
    return rate;
  }

  /** Accounts with a full allowance and nothing running are as good as new. */
  #forgetIdle(now: number): void {
    for (const [id, rate] of this.#accounts) {
      const idleMs = now - rate.allowance.asOf;
      if (rate.running === 0 && idleMs >= msUntilFull(rate.allowance, rate.rpm)) {
        this.#accounts.delete(id);
      }
    }
  }

  #standing(rate: AccountRate): RateStanding {
    return {
      limit: rate.rpm,
      remaining: requestsLeft(rate.allowance),
      resetSeconds: Math.ceil(msUntilFull(rate.allowance, rate.rpm) / 1000),
    };
  }
}
