import { limits } from "../core/limits.ts";
import type { PlanOrder } from "../core/planning/stage.ts";
import type { PlanAnswer, Planner } from "../ports/planner.ts";
import { openWakingThread } from "./waking-thread.ts";

const file = new URL("./plan-models-thread.ts", import.meta.url);

/** A thread for plans, so that no stream waits for one. */
export function openPlanner(): Planner {
  const thread = openWakingThread<PlanOrder, PlanAnswer>(file);
  return {
    plan: async (order) => {
      if (thread.waiting() >= limits.plansAtOnceMax) return null;
      try {
        return await thread.ask(order);
      } catch (cause) {
        throw new Error("a plan failed", { cause });
      }
    },
  };
}
