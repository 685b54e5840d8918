import { Worker } from "node:worker_threads";
import type { TextOrder } from "../flow/gateway.ts";

/** What the thread is asked … */
export interface CountQuestion {
  readonly id: number;
  readonly orders: readonly TextOrder[];
  readonly tokensMax: number;
}

/** … and what it answers, in the order of the question's texts. */
export interface CountAnswer {
  readonly id: number;
  readonly tokens: readonly number[];
}

/** The way to a thread that counts. */
export interface CountingThread {
  /** Tokens of each text; null where the thread failed: whoever asked has to count by himself. */
  count(orders: readonly TextOrder[], tokensMax: number): Promise<readonly number[] | null>;
}

type Waiting = (tokens: readonly number[] | null) => void;

const file = new URL("./count-texts-thread.ts", import.meta.url);

/**
 * A thread for long texts. It starts with the first question, and anew with the next one after it
 * failed; while nobody waits for it, it doesn't keep the process alive.
 */
export function openCountingThread(): CountingThread {
  let worker: Worker | null = null;
  let nextId = 1;
  const waiting = new Map<number, Waiting>();

  const start = (): Worker => {
    const started = new Worker(file);
    started.on("message", ({ id, tokens }: CountAnswer) => {
      waiting.get(id)?.(tokens);
      waiting.delete(id);
      if (waiting.size === 0) started.unref();
    });
    const fail = (): void => {
      if (worker !== started) return;
      worker = null;
      for (const answer of waiting.values()) answer(null);
      waiting.clear();
    };
    started.on("error", fail);
    started.on("exit", fail);
    return started;
  };

  return {
    count: (orders, tokensMax) =>
      new Promise((resolve) => {
        const id = nextId++;
        worker ??= start();
        worker.ref();
        waiting.set(id, resolve);
        worker.postMessage({ id, orders, tokensMax } satisfies CountQuestion);
      }),
  };
}
