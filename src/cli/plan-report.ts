import {
  dollar,
  formatDollars,
  most,
  type Picodollars,
  picodollars,
  plus,
  zero,
} from "../core/money/picodollars.ts";
import type { BreakEven } from "../core/planning/break-even.ts";
import { outputPercent } from "../core/planning/judge-model.ts";
import type { ModelPlan, PictureWay, Plan } from "../core/planning/plan.ts";
import { writeTenths } from "../core/planning/ratio.ts";
import { column } from "./operator-command.ts";
import { markOf, type Report, type ReportRow, type Section } from "./plan-rendering.ts";

/** A plan as tables: what each model costs and why, and what would make it cheaper. */
export function reportPlan(plan: Plan, list: string): Report {
  const { workload, models } = plan;
  const { callsPerDay, turns, about } = workload;
  const calls = `${group(callsPerDay)} calls a day`;
  const talks = turns === 1 ? "" : ` in conversations of ${turns}`;
  return {
    title: about === "" ? workload.name : `${workload.name}: ${about}`,
    notes: [
      `${calls}${talks}, on the price list ${list}; ` +
        `${group(plan.calls)} calls simulated, seed ${plan.seed}.`,
    ],
    sections: [
      costSection(models),
      monthSection(models),
      reasonSection(models),
      ...(turns === 1 ? [] : [conversationSection(models)]),
      ...(plan.whatIf === null ? [] : [whatIfSection(models)]),
      cheaperSection(models),
      ...(plan.compared === null ? [] : [compareSection(plan)]),
    ],
  };
}

function costSection(models: readonly ModelPlan[]): Section {
  return {
    heading: "What a call costs, in dollars",
    spare: ["A DAY"],
    columns: [
      column("", "mark"),
      column("MODEL", "model"),
      column("CALL", "call", { right: true }),
      column("P95", "p95", { right: true }),
      column("WORST", "worst", { right: true }),
      column("A DAY", "day", { right: true }),
    ],
    rows: models.map((model) => ({
      ...rowOf(model),
      call: short(model.planned?.call.mean),
      p95: short(model.planned?.call.p95),
      worst: short(model.planned?.call.worst),
      day: short(model.day),
    })),
    notes: [],
  };
}

function monthSection(models: readonly ModelPlan[]): Section {
  const months = models.map(({ month }) => month ?? zero);
  const dearest = months.reduce((high, one) => most(high, one), zero);
  return {
    heading: "A month, in dollars",
    columns: [
      column("", "mark"),
      column("MODEL", "model"),
      column("A MONTH", "month", { right: true }),
      column("OUT", "share", { right: true }),
    ],
    rows: models.map((model) => ({
      ...rowOf(model),
      bar: barOf(model, dearest),
      month: short(model.month),
      share: model.planned === null ? null : `${outputPercent(model.planned) ?? 0}%`,
    })),
    notes: [],
  };
}

function reasonSection(models: readonly ModelPlan[]): Section {
  return {
    heading: "Why",
    isProse: true,
    columns: [column("", "mark"), column("MODEL", "model"), column("BECAUSE", "reason")],
    rows: models.map((model) => ({ ...rowOf(model), reason: model.reason })),
    notes: [],
  };
}

function conversationSection(models: readonly ModelPlan[]): Section {
  const hasPictures = models.some(({ pictures }) => pictures !== null);
  const isCached = models.some(({ caching }) => caching !== null);
  const way = (model: ModelPlan, sent: PictureWay["sent"]): string | null =>
    short(model.pictures?.find((one) => one.sent === sent)?.conversation);
  const ways = hasPictures
    ? [
        column("PICTURES ONCE", "once", { right: true }),
        column("RE-SENT", "resent", { right: true }),
        column("DESCRIBED", "described", { right: true }),
      ]
    : [];
  return {
    heading: "A conversation",
    spare: ["P95", "UNCACHED", "MEAN", "CACHED"],
    columns: [
      column("MODEL", "model"),
      column("MEAN", "mean", { right: true }),
      column("P95", "p95", { right: true }),
      ...(isCached ? [column("UNCACHED", "without", { right: true })] : []),
      ...(isCached ? [column("CACHED", "cached", { right: true })] : []),
      ...ways,
    ],
    rows: models.map((model) => ({
      ...rowOf(model),
      mean: short(model.planned?.conversation.mean),
      p95: short(model.planned?.conversation.p95),
      without: short(model.caching?.without),
      cached: short(model.caching?.with),
      once: way(model, "once"),
      resent: way(model, "resent"),
      described: way(model, "described"),
    })),
    notes: models.slice(0, 1).flatMap(({ offer, pictures }) => tellWays(offer.model, pictures)),
  };
}

/** How many tokens the three ways are, on one model. */
function tellWays(model: string, ways: readonly PictureWay[] | null): readonly string[] {
  const [once, resent, described] = ways ?? [];
  if (once === undefined || resent === undefined || described === undefined) return [];
  return [
    `On ${model} a conversation has ${group(once.imageTokens)} picture tokens where each call ` +
      `carries its own, ${group(resent.imageTokens)} where all are sent again, and ` +
      `${group(described.descriptionTokens)} tokens of text where descriptions stand for them` +
      (described.describer === null ? "." : `, written by ${described.describer}.`),
  ];
}

function whatIfSection(models: readonly ModelPlan[]): Section {
  return {
    heading: "What if",
    columns: [
      column("MODEL", "model"),
      column("CALL", "before", { right: true }),
      column("WHAT IF", "call", { right: true }),
      column("SAVED", "saved", { right: true }),
      column("A MONTH", "month", { right: true }),
    ],
    rows: models.map((model) => ({
      ...rowOf(model),
      before: short(model.planned?.call.mean),
      call: short(model.whatIf?.call),
      saved: model.whatIf === null ? null : `${writeTenths(model.whatIf.savedPermille)}%`,
      month: short(model.whatIf?.month),
    })),
    notes: [],
  };
}

function cheaperSection(models: readonly ModelPlan[]): Section {
  const hasSteps = models.some(({ twoStep }) => twoStep !== null);
  const steps = hasSteps ? [column("IN TWO STEPS", "steps")] : [];
  return {
    heading: "What would make it cheaper",
    isProse: true,
    columns: [column("", "mark"), column("MODEL", "model"), column("CHANGE", "change"), ...steps],
    rows: models.map((model) => ({
      ...rowOf(model),
      change:
        model.cheaper
          .map(({ change, savedPermille }) => `${change} saves ${writeTenths(savedPermille)}%`)
          .join(", ") || "nothing of note",
      steps: tellTwoSteps(model),
    })),
    notes: [],
  };
}

function tellTwoSteps({ twoStep }: ModelPlan): string | null {
  if (twoStep === null) return null;
  const { writer, savedPermille } = twoStep;
  const size = `${writeTenths(Math.abs(savedPermille))}%`;
  const told = savedPermille > 0 ? `saves ${size}` : `costs ${size} more`;
  return `described here, written by ${writer}: ${told}`;
}

function compareSection({ compared, models }: Plan): Section {
  const [first = "", second = ""] = compared?.models ?? [];
  const found = compared?.breakEven ?? null;
  return {
    heading: `${first} and ${second}`,
    columns: [
      column("MODEL", "model"),
      column("CALL", "call", { right: true }),
      column("A MONTH", "month", { right: true }),
    ],
    rows: models
      .filter(({ offer }) => offer.model === first || offer.model === second)
      .map((model) => ({
        ...rowOf(model),
        call: short(model.planned?.call.mean),
        month: short(model.month),
      })),
    notes: [tellBreakEven(found)],
  };
}

function tellBreakEven(found: BreakEven | null): string {
  if (found === null) return "There is no length of answer at which one becomes cheaper.";
  const { below, above, outputTokens } = found;
  if (outputTokens === null) return `${below} is cheaper whatever the length of the answer.`;
  const from = group(outputTokens);
  return `${below} is cheaper for answers below ${from} tokens, ${above} from ${from} on.`;
}

function rowOf(model: ModelPlan): ReportRow & { readonly mark: string; readonly model: string } {
  const { verdict, offer } = model;
  return { verdict, bar: null, mark: markOf(verdict), model: offer.model };
}

function barOf({ planned, month }: ModelPlan, dearest: Picodollars): readonly number[] | null {
  if (planned === null || month === null || dearest <= 0n) return null;
  const { text, output, descriptions } = planned.split;
  const picture = plus(planned.split.picture, descriptions);
  const whole = Number(text + picture + output);
  const length = Number(month) / Number(dearest);
  return [text, picture, output].map((part) => (whole === 0 ? 0 : (Number(part) / whole) * length));
}

/** Four digits are enough to choose by; a dash where there is no amount. */
function short(amount: Picodollars | null | undefined): string | null {
  if (amount === null || amount === undefined) return null;
  if (amount === 0n) return formatDollars(amount);
  // From a dollar on to the cent, below it to four digits.
  const places = amount >= dollar ? 10 : Math.max(0, String(amount).length - 4);
  const unit = 10n ** BigInt(places);
  const rounded = picodollars(((amount + unit / 2n) / unit) * unit);
  const [whole = "0", fraction = ""] = formatDollars(rounded).split(".");
  if (whole !== "0") return `${group(Number(whole))}.${fraction.padEnd(2, "0").slice(0, 2)}`;
  const zeros = /^0*/.exec(fraction)?.[0].length ?? 0;
  return `0.${fraction.padEnd(zeros + 4, "0")}`;
}

function group(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
