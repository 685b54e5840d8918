import { fileURLToPath } from "node:url";
import { loadModels } from "../../src/admin/load-catalogue.ts";
import { loadPrices } from "../../src/admin/load-prices.ts";
import { loadWorkload } from "../../src/admin/load-workload.ts";
import { openPriceBook } from "../../src/admin/open-price-book.ts";
import { createCatalogue } from "../../src/core/catalogue/catalogue.ts";
import { compareModels } from "../../src/core/planning/compare-models.ts";
import { type Offer, offerOf } from "../../src/core/planning/offer.ts";
import type { ModelPlan, Plan } from "../../src/core/planning/plan.ts";
import { type PlanQuestion, readPlanQuestion } from "../../src/core/planning/read-plan-question.ts";

const data = fileURLToPath(new URL("../../data/", import.meta.url));

/** The catalogue that ships. */
export const shippedCatalogue = createCatalogue(loadModels(`${data}models`));

const book = openPriceBook(loadPrices(`${data}prices`));

/** The day that shipped prices were collected: what ships later moves no expectation. */
const plannedAt = Date.parse("2026-11-22T12:00:00Z");

/** The workloads that ship. */
export const shippedWorkloads = [
  "agent-dialogue",
  "pdf-extraction",
  "realtime-chat",
  "tagging",
  "tool-calling",
] as const;

/** A shipped model as it is offered on a shipped list. */
export function shippedOffer(id: string, list = "flat"): Offer {
  const model = shippedCatalogue.find(id);
  const price = book.priceAt(list, id, plannedAt);
  if (model === null || price === null) throw new Error(`no ${id} on ${list}`);
  return offerOf(model, price, { at: plannedAt });
}

export function readShipped(name: string, more: Record<string, unknown> = {}): PlanQuestion {
  const { value } = loadWorkload(name, `${data}workloads`);
  return readPlanQuestion({ ...Object(value), ...more }, shippedCatalogue);
}

/** Plans a workload as JSON has it, on its models. */
export function plan(value: Record<string, unknown>, more: { list?: string; calls?: number } = {}) {
  return planQuestion(readPlanQuestion(value, shippedCatalogue), more);
}

export function planQuestion(
  question: PlanQuestion,
  { list = "flat", calls = 2_000 }: { list?: string; calls?: number } = {},
): Plan {
  const { models, describedBy } = question.workload;
  const offers = (models ?? []).map((id) => shippedOffer(id, list));
  const others = describedBy === null ? [] : [shippedOffer(describedBy, list)];
  return compareModels({ ...question, offers, others, calls });
}

export function modelOf(planned: Plan, id: string): ModelPlan {
  const found = planned.models.find(({ offer }) => offer.model === id);
  if (found === undefined) throw new Error(`the plan lacks ${id}`);
  return found;
}
