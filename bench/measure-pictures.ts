import { setTimeout as pause } from "node:timers/promises";
import { send } from "../tests/doubles/http-client.ts";
import type { Figure } from "./figure.ts";
import { loadSingly } from "./load.ts";
import { median, quantile } from "./quantile.ts";
import { pictureBody } from "./requests.ts";
import type { Stage } from "./start-stage.ts";
import { takeRounds } from "./take-rounds.ts";

export interface PictureOrder {
  readonly rounds: number;
  readonly calls: number;
  readonly counted: (calls: number) => void;
}

const bodyBytes = 5_000_000;
const probeEveryMs = 5;

/** What Farebox adds to a call with a five-megabyte picture, and what others feel of it. */
export async function measurePictures(
  stage: Stage,
  order: PictureOrder,
): Promise<readonly Figure[]> {
  const targets = stage.targets("fast", [await pictureBody(bodyBytes)]);
  const quiet = await probe(stage, pause(500));
  const busy: number[] = [];
  const rounds = await takeRounds(order.rounds, async (road) => {
    const calls = loadSingly(targets[road], order.calls);
    if (road !== "farebox") return await calls;
    busy.push(...(await probe(stage, calls)));
    order.counted(order.calls);
    return await calls;
  });
  const middle = (road: "direct" | "proxy" | "farebox"): number =>
    median(rounds.map((one) => median(one[road])));
  const added = middle("farebox") - middle("direct");
  const proxyAdded = middle("proxy") - middle("direct");
  const longestQuiet = Math.max(...quiet).toFixed(2);
  return [
    figure("picture_added_ms_p50", "added latency p50, 5 MB body, one at a time", {
      value: added,
      note: `direct ${middle("direct").toFixed(1)}, proxy added ${proxyAdded.toFixed(1)}`,
    }),
    figure("picture_neighbour_ms_max", "longest /livez beside 5 MB bodies", {
      value: Math.max(...busy),
      note: `p50 ${quantile(busy, 0.5).toFixed(2)}; quiet: longest ${longestQuiet}`,
    }),
  ];
}

/** How long small calls wait while something else runs: the event loop as seen from outside. */
async function probe(stage: Stage, until: Promise<unknown>): Promise<readonly number[]> {
  let running = true;
  const ended = until.finally(() => {
    running = false;
  });
  const waits: number[] = [];
  while (running) {
    const beganAtMs = performance.now();
    await send({ url: `${stage.gatewayUrl}/livez` });
    waits.push(performance.now() - beganAtMs);
    await pause(probeEveryMs);
  }
  await ended;
  return waits;
}

function figure(id: string, label: string, found: Pick<Figure, "value" | "note">): Figure {
  return { id, label, unit: "ms", bound: null, ...found };
}
