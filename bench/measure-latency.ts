import { bounds, type Figure } from "./figure.ts";
import { loadOpenly, type Sample } from "./load.ts";
import { median, quantile } from "./quantile.ts";
import { textBodies } from "./requests.ts";
import type { Road, Stage } from "./start-stage.ts";
import { takeRounds } from "./take-rounds.ts";

export interface LatencyOrder {
  readonly rounds: number;
  readonly seconds: number;
  readonly counted: (calls: number) => void;
}

const callsPerSecond = 300;
const streamsPerSecond = 50;

/** What Farebox adds to a buffered call, at 300 calls a second sent on time. */
export async function measureLatency(
  stage: Stage,
  order: LatencyOrder,
): Promise<readonly Figure[]> {
  const targets = stage.targets("fast", textBodies("fast", false));
  const rounds = await takeRounds(order.rounds, async (road) => {
    const load = { perSecond: callsPerSecond, seconds: order.seconds };
    const samples = await loadOpenly(targets[road], load);
    if (road === "farebox") order.counted(samples.length);
    return samples.map((one) => one.wholeMs);
  });
  const [p50, p99] = [0.5, 0.99].map((share) => addedOf(rounds, share));
  if (p50 === undefined || p99 === undefined) throw new Error("two quantiles were asked for");
  const at = `at ${callsPerSecond}/s`;
  return [
    figure(`added latency p50, ${at}`, p50, { id: "added_ms_p50", bound: bounds.addedMsP50 }),
    figure(`added latency p99, ${at}`, p99, { id: "added_ms_p99", bound: bounds.addedMsP99 }),
  ];
}

/** What Farebox adds to the first token of a stream. */
export async function measureFirstToken(
  stage: Stage,
  order: LatencyOrder,
): Promise<readonly Figure[]> {
  const targets = stage.targets("paced", textBodies("paced", true));
  const rounds = await takeRounds(order.rounds, async (road) => {
    const load = { perSecond: streamsPerSecond, seconds: order.seconds };
    const samples: readonly Sample[] = await loadOpenly(targets[road], load);
    if (road === "farebox") order.counted(samples.length);
    return samples.map((one) => one.firstByteMs);
  });
  const bound = bounds.firstTokenAddedMsP50;
  const label = `added time to first token p50, ${streamsPerSecond} streams/s`;
  const middle = addedOf(rounds, 0.5);
  const tail = addedOf(rounds, 0.99);
  return [
    figure(label, middle, { id: "first_token_added_ms_p50", bound }),
    figure(label.replace("p50", "p99"), tail, { id: "first_token_added_ms_p99", bound: null }),
  ];
}

type Rounds = readonly Readonly<Record<Road, readonly number[]>>[];

interface Added {
  readonly value: number;
  readonly note: string;
}

/** The middle of the rounds' differences: each road is compared with its neighbours in time. */
function addedOf(rounds: Rounds, share: number): Added {
  const of = (road: Road): readonly number[] => rounds.map((one) => quantile(one[road], share));
  const direct = of("direct");
  const added = (road: Road): number =>
    median(of(road).map((value, round) => value - (direct[round] ?? 0)));
  const note =
    `direct ${median(direct).toFixed(2)}, proxy added ${added("proxy").toFixed(2)}; ` +
    `rounds ${spread(of("farebox").map((value, round) => value - (direct[round] ?? 0)))}`;
  return { value: added("farebox"), note };
}

function spread(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
}

function figure(label: string, added: Added, rest: Pick<Figure, "id" | "bound">): Figure {
  return { label, unit: "ms", value: added.value, note: added.note, ...rest };
}
