import type { Alert, AlertDelivery, DeliveryAttempt } from "../core/alerts/alert.ts";
import { signWebhook } from "../core/alerts/sign-webhook.ts";
import { limits } from "../core/limits.ts";
import type { AlertBook } from "../ports/alerts.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import type { WebhookAnswer, WebhookCaller } from "../ports/webhooks.ts";

export interface AlertCourierParts {
  readonly book: AlertBook;
  readonly webhooks: WebhookCaller;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Writes a delivery's body, before its first try. */
  readonly compose: (delivery: AlertDelivery) => Promise<string>;
}

/**
 * Delivers what alerts have to tell: at once, and again with growing waits where the receiver does
 * not take it. Everything that is still to be done is in the book, so that a restart goes on with
 * it; a try that a crash cut off is made again, under the same id.
 */
export class AlertCourier {
  readonly #parts: AlertCourierParts;
  /** Deliveries that are under way, or rest after a fault of our own. */
  readonly #running = new Map<
    string,
    { readonly alertId: string; readonly stop: AbortController }
  >();
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  #cancelTimer: () => void = () => {};
  #closed = false;

  constructor(parts: AlertCourierParts) {
    this.#parts = parts;
  }

  /** Takes up whatever is due. Never waits. */
  wake(): void {
    if (this.#closed) return;
    if (this.#looking !== null) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = this.#look().finally(() => {
      this.#looking = null;
      if (!this.#lookAgain) return;
      this.#lookAgain = false;
      this.wake();
    });
  }

  /** Stops what an alert that is gone was still telling. */
  forget(alertId: string): void {
    for (const one of this.#running.values()) {
      if (one.alertId === alertId) one.stop.abort();
    }
  }

  /** Stops at once; what was not taken stays in the book for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer();
    for (const { stop } of this.#running.values()) stop.abort();
    await this.#looking;
  }

  async #look(): Promise<void> {
    this.#cancelTimer();
    const { book, clock, log } = this.#parts;
    try {
      const pending = await book.pending(this.#running.size + limits.alertPostsMax);
      if (this.#closed) return;
      const waiting = pending.filter((one) => !this.#running.has(one.id));
      for (const delivery of waiting) {
        const wait = (delivery.nextAt ?? 0) - clock.now();
        if (wait > 0) {
          this.#cancelTimer = clock.after(wait, () => this.wake());
          return;
        }
        // Each that ends looks for the next one.
        if (this.#running.size >= limits.alertPostsMax) return;
        void this.#run(delivery);
      }
    } catch (fault) {
      if (this.#closed) return;
      log.error({ fault: String(fault) }, "the deliveries of alerts could not be read");
      this.#cancelTimer = clock.after(limits.alertFaultRestMs, () => this.wake());
    }
  }

  async #run(delivery: AlertDelivery): Promise<void> {
    const { clock, log } = this.#parts;
    const stop = new AbortController();
    this.#running.set(delivery.id, { alertId: delivery.alertId, stop });
    const end = (): void => {
      this.#running.delete(delivery.id);
      this.wake();
    };
    try {
      await this.#deliver(delivery, stop.signal);
      end();
    } catch (fault) {
      if (this.#closed) return;
      log.error({ delivery: delivery.id, fault: String(fault) }, "an alert was not delivered");
      clock.after(limits.alertFaultRestMs, end);
    }
  }

  async #deliver(delivery: AlertDelivery, stop: AbortSignal): Promise<void> {
    const { book, webhooks, clock, log } = this.#parts;
    const alert = await book.find(delivery.alertId);
    if (alert === null) return;
    const body = delivery.body ?? (await this.#parts.compose(delivery));
    const composed = { ...delivery, body };
    // Whatever is sent is on disk first: every try says the same under the same id.
    if (delivery.body === null) await book.update(composed);
    if (stop.aborted) return;

    const at = clock.now();
    const startedMs = clock.monotonicMs();
    const answer = await webhooks.post(callFor(alert, composed, at), stop);
    if (stop.aborted) return;
    const durationMs = Math.round(clock.monotonicMs() - startedMs);
    const attempt = { at, status: answer.status, error: errorOf(answer), durationMs };
    const tried = this.#judge(composed, attempt, canChange(answer));
    await book.update(tried);
    if (tried.state !== "failed") return;
    const fields = { alert: alert.id, delivery: delivery.id, error: attempt.error };
    log.warn(fields, "an alert could not be delivered");
  }

  /** What a try made of a delivery: done, given up, or due again. */
  #judge(delivery: AlertDelivery, attempt: DeliveryAttempt, canChange: boolean): AlertDelivery {
    const { clock, random } = this.#parts;
    const attempts = [...delivery.attempts, attempt];
    if (attempt.error === null) return { ...delivery, attempts, state: "delivered", nextAt: null };
    const wait = canChange ? limits.alertRetriesMs[attempts.length - 1] : undefined;
    if (wait === undefined) return { ...delivery, attempts, state: "failed", nextAt: null };
    const jittered = Math.round(wait * (0.9 + 0.2 * random.fraction()));
    return { ...delivery, attempts, nextAt: clock.now() + jittered };
  }
}

function callFor(alert: Alert, delivery: AlertDelivery & { readonly body: string }, at: number) {
  const { id, body } = delivery;
  const signature = signWebhook(alert.secret, { id, at, body });
  return {
    url: alert.webhookUrl,
    headers: { "content-type": "application/json", ...signature },
    body,
  };
}

function errorOf(answer: WebhookAnswer): string | null {
  if (answer.status === null) return answer.reason;
  if (answer.status >= 200 && answer.status < 300) return null;
  return `its server answered with status ${answer.status}`;
}

/** 410 is the standard's way to say that nobody wants these any more. */
function canChange(answer: WebhookAnswer): boolean {
  return answer.status === null ? !answer.final : answer.status !== 410;
}
