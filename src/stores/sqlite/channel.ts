import { Worker } from "node:worker_threads";

/** What a thread is asked and what it answers, by the name of the question. */
export type Talk<Questions> = {
  readonly [Kind in keyof Questions]: { readonly question: unknown; readonly answer: unknown };
};

/** The way to a thread that owns a database connection. */
export interface Channel<Questions extends Talk<Questions>> {
  /** Rejects where the thread says why not, and where it is gone. */
  readonly ask: <Kind extends keyof Questions & string>(
    kind: Kind,
    question: Questions[Kind]["question"],
  ) => Promise<Questions[Kind]["answer"]>;
  /** Ends the thread; whatever it had not answered rejects. */
  readonly close: () => Promise<void>;
}

/** A question on its way to the thread. */
export interface Asked {
  readonly id: number;
  readonly kind: string;
  readonly question: unknown;
}

/** An answer on its way back. */
export type Answered =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly fault: string };

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (fault: Error) => void;
}

/**
 * Starts a thread and speaks with it. A thread that dies rejects all that was asked, and all that
 * is asked later: nothing waits for ever, and nothing starts it again behind the caller's back.
 */
export function openChannel<Questions extends Talk<Questions>>(file: URL): Channel<Questions> {
  const worker = new Worker(file);
  // By the question's id, which is free again once it is answered. A list and not a map: the tables
  // that a map outgrows would keep what they last held from being collected young.
  const waiting: (Waiting | null)[] = [];
  const freeIds: number[] = [];
  let gone: Error | null = null;
  const fail = (fault: Error): void => {
    gone ??= fault;
    for (const asker of waiting.splice(0)) asker?.reject(gone);
  };
  worker.on("message", (answered: Answered) => {
    const asker = waiting[answered.id];
    waiting[answered.id] = null;
    freeIds.push(answered.id);
    if ("fault" in answered) asker?.reject(new Error(answered.fault));
    else asker?.resolve(answered.answer);
  });
  worker.on("error", (fault) => fail(new Error(`the store's thread failed: ${String(fault)}`)));
  worker.on("exit", () => fail(new Error("the store is closed")));
  return {
    ask: (kind, question) =>
      new Promise((resolve, reject) => {
        if (gone !== null) return reject(gone);
        const id = freeIds.pop() ?? waiting.length;
        waiting[id] = { resolve, reject };
        worker.postMessage({ id, kind, question } satisfies Asked);
      }),
    close: async () => {
      await worker.terminate();
      fail(new Error("the store is closed"));
    },
  };
}
