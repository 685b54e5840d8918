import type { Command } from "../core/ledger/types.ts";
import { limits } from "../core/limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Store } from "../ports/store.ts";

export interface SessionKeeping {
  readonly store: Pick<Store, "ledger" | "reports">;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds without a call after which a session is settled. */
  readonly idleMs: number;
}

/**
 * Settles sessions that nothing happens in any more. Looks from time to time, so that a session is
 * settled soon after it has been idle for long enough; a look that fails is told and tried again.
 */
export class SessionKeeper {
  readonly #order: SessionKeeping;
  readonly #everyMs: number;
  #cancel: () => void;
  #looking: Promise<void> | null = null;
  #closed = false;

  constructor(order: SessionKeeping) {
    this.#order = order;
    this.#everyMs = Math.min(limits.sessionLookMs, Math.max(100, order.idleMs / 2));
    this.#cancel = order.clock.after(this.#everyMs, () => this.#look());
  }

  /** Looks no more; resolves when what was begun is on disk. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#looking;
  }

  #look(): void {
    const { clock, log } = this.#order;
    this.#looking = settleIdleSessions(this.#order, () => this.#closed)
      .then((settled) => log.debug({ settled }, "looked for idle sessions"))
      .catch((error: unknown) => {
        log.error({ error: String(error) }, "idle sessions could not be settled");
      })
      .finally(() => {
        this.#looking = null;
        if (!this.#closed) this.#cancel = clock.after(this.#everyMs, () => this.#look());
      });
  }
}

/** Settles the sessions that are idle now, some at a time; answers how many there were. */
export async function settleIdleSessions(
  { store, clock, idleMs }: SessionKeeping,
  closed: () => boolean = () => false,
): Promise<number> {
  let settled = 0;
  for (let batch = 0; batch < limits.idleBatchesMax && !closed(); batch += 1) {
    const at = clock.now();
    const idle = await store.reports.idleSessions(at - idleMs, limits.commitBatchMax);
    const commands = idle.map(
      ({ accountId, sessionId }): Command => ({ kind: "settle_session", accountId, sessionId, at }),
    );
    if (commands.length > 0) await store.ledger.commit(commands);
    settled += commands.length;
    if (idle.length < limits.commitBatchMax) break;
  }
  return settled;
}
