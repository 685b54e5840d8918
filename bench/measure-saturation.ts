import { bounds, type Figure } from "./figure.ts";
import { loadClosed } from "./load.ts";
import { median } from "./quantile.ts";
import { readProcessorMicroseconds } from "./read-process.ts";
import { textBodies } from "./requests.ts";
import { burstEvents } from "./scripted-answers.ts";
import type { Road, Stage } from "./start-stage.ts";
import { takeRounds } from "./take-rounds.ts";

export interface SaturationOrder {
  readonly rounds: number;
  readonly seconds: number;
  readonly counted: (calls: number) => void;
}

const callConnections = 32;
const streamConnections = 100;

/** How many calls a second each road carries at most, and Farebox's share of the bare proxy's. */
export async function measureSaturation(
  stage: Stage,
  order: SaturationOrder,
): Promise<readonly Figure[]> {
  const targets = stage.targets("fast", textBodies("fast", false));
  const rounds = await takeRounds(order.rounds, async (road) => {
    const load = { connections: callConnections, seconds: order.seconds };
    const before = await processorTime(stage, road);
    const { calls, perSecond } = await loadClosed(targets[road], load);
    if (road === "farebox") order.counted(calls);
    const spent = (await processorTime(stage, road)) - before;
    return { perSecond, microsecondsEach: spent / calls };
  });
  const ratios = rounds.map((one) => one.farebox.perSecond / one.proxy.perSecond);
  const note = `rounds ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  const label = `saturation, ${callConnections} connections`;
  const costs = rounds.map(({ proxy, farebox }) => ({
    proxy: proxy.microsecondsEach,
    farebox: farebox.microsecondsEach,
  }));
  return [
    {
      id: "saturation_ratio",
      label: `${label}: farebox ÷ bare proxy`,
      value: median(ratios),
      unit: "×",
      bound: bounds.saturationRatio,
      note,
    },
    ...rates("calls", rounds.map(perSecondOf), { label, unit: "calls/s" }),
    cost("proxy", costs),
    cost("farebox", costs),
  ];
}

interface Carried {
  readonly perSecond: number;
  readonly microsecondsEach: number;
}

function perSecondOf(round: Readonly<Record<Road, Carried>>): Record<Road, number> {
  const { direct, proxy, farebox } = round;
  return { direct: direct.perSecond, proxy: proxy.perSecond, farebox: farebox.perSecond };
}

async function processorTime(stage: Stage, road: Road): Promise<number> {
  return road === "direct" ? 0 : await readProcessorMicroseconds(stage.pids[road]);
}

/** Unlike the rates, this hardly depends on what else the machine is doing. */
function cost(
  road: "proxy" | "farebox",
  costs: readonly Readonly<Record<"proxy" | "farebox", number>>[],
): Figure {
  const each = costs.map((one) => one[road]);
  return {
    id: `processor_us_per_call_${road}`,
    label: `processor time of a call at saturation, ${road}`,
    value: median(each),
    unit: "µs",
    bound: null,
    note: `all threads; rounds ${Math.min(...each).toFixed(0)} to ${Math.max(...each).toFixed(0)}`,
  };
}

/** How many events a second a hundred streams carry whose upstream never waits. */
export async function measureStreams(
  stage: Stage,
  order: SaturationOrder,
): Promise<readonly Figure[]> {
  const targets = stage.targets("burst", textBodies("burst", true));
  const rounds = await takeRounds(order.rounds, async (road) => {
    const load = { connections: streamConnections, seconds: order.seconds };
    const { calls, perSecond } = await loadClosed(targets[road], load);
    if (road === "farebox") order.counted(calls);
    return perSecond * burstEvents;
  });
  return rates("stream_events", rounds, {
    label: `${streamConnections} streams at once`,
    unit: "events/s",
  });
}

const roles: Readonly<Record<Road, string>> = {
  direct: "direct: what the generator reaches alone",
  proxy: "bare proxy",
  farebox: "farebox",
};

function rates(
  id: string,
  rounds: readonly Readonly<Record<Road, number>>[],
  { label, unit }: Pick<Figure, "label" | "unit">,
): readonly Figure[] {
  return (["direct", "proxy", "farebox"] as const).map((road) => ({
    id: `${id}_per_second_${road}`,
    label: `${label}, ${road}`,
    value: median(rounds.map((one) => one[road])),
    unit,
    bound: null,
    note: roles[road],
  }));
}
