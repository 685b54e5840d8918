import { Worker } from "node:worker_threads";

/** A question on its way to the thread … */
export interface SentQuestion<Question> {
  readonly id: number;
  readonly question: Question;
}

/** … and its answer on the way back. */
export interface SentAnswer<Answer> {
  readonly id: number;
  readonly answer: Answer;
}

/** The way to a thread that works for whoever asks. */
export interface WakingThread<Question, Answer> {
  /** Rejects, with its cause, where the thread failed before it answered. */
  readonly ask: (question: Question) => Promise<Answer>;
  /** How many questions are not answered yet. */
  readonly waiting: () => number;
}

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A thread that starts with the first question, and anew with the next one after it failed; while
 * nobody waits for it, it doesn't keep the process alive.
 */
export function openWakingThread<Question, Answer>(file: URL): WakingThread<Question, Answer> {
  let worker: Worker | null = null;
  let nextId = 1;
  const waiting = new Map<number, Waiting<Answer>>();

  const start = (): Worker => {
    const started = new Worker(file);
    started.on("message", ({ id, answer }: SentAnswer<Answer>) => {
      waiting.get(id)?.resolve(answer);
      waiting.delete(id);
      if (waiting.size === 0) started.unref();
    });
    const fail = (cause: unknown): void => {
      if (worker !== started) return;
      worker = null;
      for (const { reject } of waiting.values()) reject(new Error("a thread failed", { cause }));
      waiting.clear();
    };
    started.on("error", fail);
    started.on("exit", fail);
    return started;
  };

  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        worker ??= start();
        worker.ref();
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, question } satisfies SentQuestion<Question>);
      }),
    waiting: () => waiting.size,
  };
}
