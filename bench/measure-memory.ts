import { bounds, type Figure } from "./figure.ts";
import { loadClosed } from "./load.ts";
import { readMemory } from "./read-process.ts";
import { textBodies } from "./requests.ts";
import type { Stage } from "./start-stage.ts";

export interface MemoryOrder {
  /** Calls that the gateway has served in this run. */
  readonly served: () => number;
  /** Calls after which its memory is read. */
  readonly calls: number;
  readonly counted: (calls: number) => void;
}

const ceilingCalls = 50_000;
const roundSeconds = 1;
/** Seconds that the missing calls may take; a gateway so slow has broken other ceilings. */
const secondsMax = 60;

/** The gateway's resident memory, once it has served as many calls as asked. */
export async function measureMemory(stage: Stage, order: MemoryOrder): Promise<readonly Figure[]> {
  const { farebox } = stage.targets("fast", textBodies("fast", false));
  for (let seconds = 0; order.served() < order.calls; seconds += roundSeconds) {
    if (seconds > secondsMax) throw new Error("the gateway is too slow to measure its memory");
    const { calls } = await loadClosed(farebox, { connections: 32, seconds: roundSeconds });
    order.counted(calls);
  }
  const served = order.served();
  const fewer = served < ceilingCalls ? ` (fewer than the ceiling's ${ceilingCalls})` : "";
  const { resident, peak } = await readMemory(stage.pids.farebox);
  return [
    {
      id: "resident_megabytes",
      label: "resident memory of the gateway",
      value: resident,
      unit: "MB",
      bound: bounds.residentMegabytes,
      note: `after ${served.toLocaleString("en-US")} calls${fewer}; peak ${peak.toFixed(0)}`,
    },
  ];
}
