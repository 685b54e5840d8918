import { parentPort } from "node:worker_threads";
import { assert } from "../core/assert.ts";
import { compareModels } from "../core/planning/compare-models.ts";
import type { PlanOrder } from "../core/planning/stage.ts";
import { writePlan } from "../core/planning/write-plan.ts";
import { WrongSetting } from "../core/settings/setting.ts";
import type { PlanAnswer } from "../ports/planner.ts";
import type { SentAnswer, SentQuestion } from "./waking-thread.ts";

// Reckons plans, one after the other, for as long as the thread lives.

const port = parentPort;
assert(port !== null, "plans are reckoned in a thread");
port.on("message", ({ id, question }: SentQuestion<PlanOrder>) => {
  port.postMessage({ id, answer: answer(question) } satisfies SentAnswer<PlanAnswer>);
});

function answer(order: PlanOrder): PlanAnswer {
  try {
    return { json: JSON.stringify(writePlan(compareModels(order))) };
  } catch (error) {
    if (!(error instanceof WrongSetting)) throw error;
    const { setting, seen, allowed } = error;
    return { fault: { setting, seen, allowed } };
  }
}
