import { parentPort } from "node:worker_threads";
import { assert } from "../../core/assert.ts";
import type { Answered, Asked, Talk } from "./channel.ts";

/** What a thread does for each question; may throw, and the asker is told. */
export type Answers<Questions extends Talk<Questions>> = {
  readonly [Kind in keyof Questions]: (
    question: Questions[Kind]["question"],
  ) => Questions[Kind]["answer"];
};

/** Answers questions in the order in which they come, for as long as the thread lives. */
export function answerQuestions<Questions extends Talk<Questions>>(
  answers: Answers<Questions>,
): void {
  const port = parentPort;
  assert(port !== null, "questions are answered in a thread");
  const answerers = new Map<string, (question: never) => unknown>(Object.entries(answers));
  port.on("message", ({ id, kind, question }: Asked & { readonly question: never }) => {
    port.postMessage(answerOne(answerers.get(kind), id, question));
  });
}

function answerOne(
  answerer: ((question: never) => unknown) | undefined,
  id: number,
  question: never,
): Answered {
  try {
    assert(answerer !== undefined, "a thread is asked only what it answers");
    return { id, answer: answerer(question) };
  } catch (fault) {
    return { id, fault: fault instanceof Error ? fault.message : String(fault) };
  }
}
