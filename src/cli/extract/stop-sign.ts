import { limits } from "../../core/limits.ts";
import type { PageCalls } from "./page-calls.ts";

/** Why a run ends before its last page. */
export interface Stopped {
  readonly kind: "budget" | "halted" | "interrupted";
  readonly sentence: string;
}

/** Tells everybody that no further call is made, and knows which calls run. */
export interface StopSign {
  /** The first reason counts. */
  stop(reason: Stopped): void;
  stopped(): Stopped | null;
  /** Aborted once it is stopped. */
  readonly signal: AbortSignal;
  began(name: string): void;
  /** Whether it had been cancelled. */
  ended(name: string): boolean;
  /** Stops the calls that run at their provider; their answers still come, with their bills. */
  cancelRunning(calls: PageCalls): void;
  running(): number;
  /** Wakes whoever waits for a change. */
  changed(): void;
  nextChange(): Promise<void>;
}

export function openStopSign(): StopSign {
  const controller = new AbortController();
  let reason: Stopped | null = null;
  let waiting: (() => void)[] = [];
  const running = new Map<string, { cancelled: boolean }>();
  const changed = (): void => {
    const wake = waiting;
    waiting = [];
    for (const one of wake) one();
  };
  return {
    stop(given) {
      reason ??= given;
      controller.abort();
      changed();
    },
    stopped: () => reason,
    signal: controller.signal,
    began: (name) => void running.set(name, { cancelled: false }),
    ended(name) {
      const cancelled = running.get(name)?.cancelled === true;
      running.delete(name);
      return cancelled;
    },
    cancelRunning(calls) {
      for (const [name, call] of running) {
        if (call.cancelled) continue;
        call.cancelled = true;
        void calls.cancel(name);
      }
    },
    running: () => running.size,
    changed,
    nextChange: () => new Promise((resolve) => waiting.push(resolve)),
  };
}

/**
 * Ctrl-C: no further page is begun, and running ones, which are due already, get a moment to
 * finish. A second Ctrl-C, or that moment's end, stops them at the provider; a third one leaves.
 * Answers what takes the handlers away again.
 */
export function stopOnSignals(
  stop: StopSign,
  calls: PageCalls,
  say: (line: string) => void,
): () => void {
  let pressed = 0;
  let timer: NodeJS.Timeout | null = null;
  const press = (): void => {
    pressed += 1;
    if (pressed > 2) process.exit(130);
    if (pressed === 2) stop.cancelRunning(calls);
    if (pressed > 1) return;
    stop.stop({ kind: "interrupted", sentence: "interrupted" });
    if (stop.running() === 0) return;
    const seconds = limits.extractGraceMs / 1000;
    const count =
      stop.running() === 1 ? "1 running call gets" : `${stop.running()} running calls get`;
    say(`stopping: ${count} ${seconds} s; Ctrl-C stops now`);
    timer = setTimeout(() => stop.cancelRunning(calls), limits.extractGraceMs);
  };
  process.on("SIGINT", press);
  process.on("SIGTERM", press);
  return () => {
    if (timer !== null) clearTimeout(timer);
    process.off("SIGINT", press).off("SIGTERM", press);
  };
}
