import { Worker } from "node:worker_threads";
import { limits } from "../core/limits.ts";
import type { PlanOrder } from "../core/planning/stage.ts";
import type { PlanAnswer, Planner } from "../ports/planner.ts";

/** What the thread is asked … */
export interface PlanQuestionSent {
  readonly id: number;
  readonly order: PlanOrder;
}

/** … and what it answers. */
export interface PlanAnswerSent {
  readonly id: number;
  readonly answer: PlanAnswer;
}

interface Waiting {
  readonly resolve: (answer: PlanAnswer) => void;
  readonly reject: (error: Error) => void;
}

const file = new URL("./plan-models-thread.ts", import.meta.url);

/**
 * A thread for plans, so that no stream waits for one. It starts with the first plan, and anew with
 * the next one after it failed; while nobody waits for it, it doesn't keep the process alive.
 */
export function openPlanner(): Planner {
  let worker: Worker | null = null;
  let nextId = 1;
  const waiting = new Map<number, Waiting>();

  const start = (): Worker => {
    const started = new Worker(file);
    started.on("message", ({ id, answer }: PlanAnswerSent) => {
      waiting.get(id)?.resolve(answer);
      waiting.delete(id);
      if (waiting.size === 0) started.unref();
    });
    const fail = (cause: unknown): void => {
      if (worker !== started) return;
      worker = null;
      for (const one of waiting.values()) one.reject(new Error("a plan failed", { cause }));
      waiting.clear();
    };
    started.on("error", fail);
    started.on("exit", fail);
    return started;
  };

  return {
    plan: (order) => {
      if (waiting.size >= limits.plansAtOnceMax) return Promise.resolve(null);
      return new Promise((resolve, reject) => {
        const id = nextId++;
        worker ??= start();
        worker.ref();
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, order } satisfies PlanQuestionSent);
      });
    },
  };
}
