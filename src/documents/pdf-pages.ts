import { Worker } from "node:worker_threads";
import { limits } from "../core/limits.ts";
import type { DrawingFailure, DrawnPage, OpenDocument } from "../ports/pages.ts";

/** What the thread is told to open … */
export interface PdfOrder {
  readonly path: string;
}

/** … and what it says: first what it opened, then each page that it was asked for. */
export type PdfAnswer =
  | { readonly kind: "opened"; readonly pageCount: number; readonly hash: string }
  | { readonly kind: "drawn"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "failed"; readonly failed: string };

const file = new URL("./draw-pages-thread.ts", import.meta.url);

/**
 * Opens a PDF in a thread of its own: drawing takes tens of milliseconds, and a page that is
 * broken on purpose may take for ever, or end the thread. Such a page fails alone; the next one is
 * drawn by a new thread.
 */
export async function openPdfPages(path: string): Promise<OpenDocument | DrawingFailure> {
  const first = await startThread(path);
  if ("failed" in first) return first;
  const { pageCount, hash } = first;
  let thread: Thread | null = first;
  let drawn = 0;
  let line: Promise<unknown> = Promise.resolve();

  const drawNext = async (page: number): Promise<DrawnPage | DrawingFailure> => {
    if (thread !== null && drawn >= limits.pagesPerThread) {
      await thread.close();
      thread = null;
      drawn = 0;
    }
    const started = thread ?? (await startThread(path));
    if ("failed" in started) return started;
    thread = started;
    if (started.hash !== hash) return { failed: "the file has changed meanwhile" };
    drawn += 1;
    const answer = await started.ask(page);
    if (answer.kind === "drawn") return { bytes: answer.bytes, mediaType: "image/jpeg" };
    if (started.ended()) thread = null;
    return { failed: answer.kind === "failed" ? answer.failed : "the drawing thread mixed it up" };
  };
  return {
    pageCount,
    hash,
    draw(page) {
      const answer = line.then(() => drawNext(page));
      line = answer.catch(() => undefined);
      return answer;
    },
    close: async () => {
      await thread?.close();
    },
  };
}

interface Thread {
  readonly pageCount: number;
  readonly hash: string;
  ask(page: number): Promise<PdfAnswer>;
  ended(): boolean;
  close(): Promise<void>;
}

async function startThread(path: string): Promise<Thread | DrawingFailure> {
  const worker = new Worker(file, { workerData: { path } satisfies PdfOrder });
  let ended = false;
  worker.once("exit", () => {
    ended = true;
  });
  const close = async (): Promise<void> => {
    ended = true;
    await worker.terminate();
  };
  const opened = await nextAnswer(worker, close);
  if (opened.kind === "opened") {
    const ask = (page: number): Promise<PdfAnswer> => {
      const answer = nextAnswer(worker, close);
      worker.postMessage(page);
      return answer;
    };
    return { ...opened, ask, ended: () => ended, close };
  }
  await close();
  return { failed: opened.kind === "failed" ? opened.failed : "it could not be opened" };
}

/** One answer of the thread, within its time; its end is an answer too. */
function nextAnswer(worker: Worker, close: () => Promise<void>): Promise<PdfAnswer> {
  return new Promise((resolve) => {
    const finish = (answer: PdfAnswer): void => {
      clearTimeout(timer);
      worker.off("message", finish).off("error", fail).off("exit", fail);
      resolve(answer);
    };
    const fail = (reason: unknown): void => {
      const words = reason instanceof Error ? reason.message : "it ended";
      void close().then(() => finish({ kind: "failed", failed: `it can't be drawn (${words})` }));
    };
    const timer = setTimeout(() => {
      const failed = `drawing took longer than ${limits.pageDrawMs / 1000} s`;
      void close().then(() => finish({ kind: "failed", failed }));
    }, limits.pageDrawMs);
    worker.on("message", finish).on("error", fail).on("exit", fail);
  });
}
