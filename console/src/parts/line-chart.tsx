import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "./line-chart.css";

interface LineChartProps {
  /** What it shows, for those who don't see it. */
  readonly label: string;
  /** What runs from left to right. */
  readonly across: string;
  readonly places: readonly number[];
  readonly lines: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
  }[];
  readonly showValue: (value: number) => string;
  readonly showPlace: (place: number) => string;
}

const height = 280;

/** Up to five lines over one axis, in the colours of the theme; a pointer reads the values. */
export function LineChart(props: LineChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    return draw(place.current, props);
  }, [props]);
  return (
    <figure className="line-chart">
      <div ref={place} role="img" aria-label={props.label} />
      <figcaption className="muted small">{props.label}</figcaption>
    </figure>
  );
}

/** Draws anew where the place or the theme changes; answers how to take it away. */
function draw(place: HTMLDivElement, props: LineChartProps): () => void {
  let chart: uPlot | null = null;
  const redraw = (): void => {
    chart?.destroy();
    chart = new uPlot(optionsFor(place, props), dataOf(props), place);
  };
  redraw();
  const sizes = new ResizeObserver(() => chart?.setSize({ width: widthOf(place), height }));
  sizes.observe(place);
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", redraw);
  const theme = new MutationObserver(redraw);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => {
    sizes.disconnect();
    theme.disconnect();
    system.removeEventListener("change", redraw);
    chart?.destroy();
  };
}

function dataOf({ places, lines }: LineChartProps): uPlot.AlignedData {
  return [[...places], ...lines.map(({ values }) => [...values])];
}

function optionsFor(place: HTMLElement, props: LineChartProps): uPlot.Options {
  const { lines, across, showPlace, showValue } = props;
  const ink = colourOf(place, "--ink-soft");
  const grid = { stroke: colourOf(place, "--line"), width: 1 };
  const axis = { stroke: ink, grid, ticks: grid, font: "12px system-ui, sans-serif" };
  return {
    width: widthOf(place),
    height,
    pxAlign: false,
    scales: { x: { time: false } },
    axes: [
      { ...axis, values: (_chart, splits) => splits.map(showPlace) },
      { ...axis, size: 70, values: (_chart, splits) => splits.map(showValue) },
    ],
    series: [
      { label: across, value: (_chart, at) => (at === null ? "—" : showPlace(at)) },
      ...lines.map(({ name }, index) => ({
        label: name,
        stroke: colourOf(place, `--series-${(index % 5) + 1}`),
        width: 2,
        points: { show: false },
        value: (_chart: uPlot, value: number | null) => (value === null ? "—" : showValue(value)),
      })),
    ],
  };
}

function widthOf(place: HTMLElement): number {
  return Math.max(200, place.clientWidth);
}

/** A colour of the theme as a canvas takes it: the name alone stands for both themes. */
function colourOf(place: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  place.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
