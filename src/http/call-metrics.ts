import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { shareCharge } from "../core/ledger/share-charge.ts";
import type { Hold } from "../core/ledger/types.ts";
import { isBoundBroken } from "../core/metering/is-bound-broken.ts";
import { dollar, type Picodollars } from "../core/money/picodollars.ts";
import type { RefusalCode } from "../core/refusal.ts";
import type { Usage } from "../core/tokens/usage.ts";

/** Figures of the calls for those who watch, in Prometheus' words. Bills are the books' alone. */
export interface CallMetrics {
  /** A call has ended, its charge on disk. */
  ended(hold: Hold): void;
  /** A call was refused before anything was held. */
  refused(code: RefusalCode): void;
  /** A call met a fault of ours. */
  failed(): void;
  readonly contentType: string;
  /** Prometheus' text format. */
  show(): Promise<string>;
}

/** Seconds: from a cached answer to a long one. */
const buckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** Opens the figures of one gateway; `running` answers how many calls run now. */
export function openCallMetrics(running: () => number): CallMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const figures = openFigures(registry, running);
  return {
    ended: (hold) => noteEnd(figures, hold),
    refused: (code) => figures.refusals.inc({ code }),
    failed: () => figures.faults.inc(),
    contentType: registry.contentType,
    show: () => registry.metrics(),
  };
}

type Figures = ReturnType<typeof openFigures>;

function openFigures(registry: Registry, running: () => number) {
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `farebox_${name}`, help, labelNames, registers: [registry] });
  const histogram = (name: string, help: string) =>
    new Histogram({ name: `farebox_${name}`, help, buckets, registers: [registry] });
  new Gauge({
    name: "farebox_running_calls",
    help: "Calls that run now.",
    registers: [registry],
    collect() {
      this.set(running());
    },
  });
  return {
    calls: counter("calls_total", "Calls that were held, by how they ended.", ["model", "status"]),
    attempts: counter("attempts_total", "Tries to reach a provider.", ["provider", "outcome"]),
    tokens: counter("tokens_total", "Tokens used.", ["model", "direction", "modality"]),
    charged: counter("charged_dollars_total", "Dollars charged; the books are exact.", ["model"]),
    shortfall: counter("shortfall_dollars_total", "Dollars due that nobody paid.", ["model"]),
    refusals: counter("refusals_total", "Calls refused before anything was held.", ["code"]),
    bounds: counter("bounds_broken_total", "Prompts billed above their bound.", ["model"]),
    faults: counter("faults_total", "Calls that met a fault of the gateway itself.", []),
    firstToken: histogram("time_to_first_token_seconds", "From arrival to the first event."),
    duration: histogram("call_duration_seconds", "From arrival to the charge."),
  };
}

function noteEnd(figures: Figures, hold: Hold): void {
  const { outcome, charge, shortfall, order } = hold;
  if (outcome === null || charge === null) return;
  // Figures are by the catalogue's models: pairs of them would be without number.
  const steps = outcome.steps ?? [{ ...outcome, model: order.model }];
  const model = steps.at(-1)?.model ?? order.model;
  figures.calls.inc({ model, status: outcome.status });
  const dues = outcome.steps?.map(({ due }) => due) ?? [charge];
  for (const [index, share] of shareCharge(dues, charge, shortfall).entries()) {
    const whose = steps[index]?.model ?? model;
    figures.charged.inc({ model: whose }, inDollars(share.cost));
    figures.shortfall.inc({ model: whose }, inDollars(share.shortfall));
  }
  if (isBoundBroken(outcome)) figures.bounds.inc({ model });
  figures.duration.observe(outcome.totalMs / 1000);
  if (outcome.timeToFirstTokenMs !== null) {
    figures.firstToken.observe(outcome.timeToFirstTokenMs / 1000);
  }
  for (const { provider, error } of outcome.attempts) {
    figures.attempts.inc({ provider, outcome: error === null ? "served" : "failed" });
  }
  for (const step of steps) noteTokens(figures, step.model, step.usage);
}

function noteTokens(figures: Figures, model: string, usage: Usage): void {
  const { text, image, audio } = usage.prompt;
  const counts = [
    ["prompt", "text", text],
    ["prompt", "image", image],
    ["prompt", "audio", audio],
    ["completion", "text", usage.completion.text],
    ["completion", "image", usage.completion.image],
    ["completion", "reasoning", usage.completion.reasoning],
  ] as const;
  for (const [direction, modality, count] of counts) {
    if (count > 0) figures.tokens.inc({ model, direction, modality }, count);
  }
}

/** A figure to watch, not to bill by: here alone a float may hold money. */
function inDollars(amount: Picodollars): number {
  return Number(amount) / Number(dollar);
}
