import { bounds, type Figure } from "./figure.ts";
import { loadClosed } from "./load.ts";
import { median } from "./quantile.ts";
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
    const { calls, perSecond } = await loadClosed(targets[road], load);
    if (road === "farebox") order.counted(calls);
    return perSecond;
  });
  const ratios = rounds.map((one) => one.farebox / one.proxy);
  const note = `rounds ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  const label = `saturation, ${callConnections} connections`;
  return [
    {
      id: "saturation_ratio",
      label: `${label}: farebox ÷ bare proxy`,
      value: median(ratios),
      unit: "×",
      bound: bounds.saturationRatio,
      note,
    },
    ...rates("calls", rounds, { label, unit: "calls/s" }),
  ];
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
