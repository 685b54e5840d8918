import type { FastifyReply } from "fastify";
import type { Account, Key } from "../core/access/account.ts";
import { refuseModel } from "../core/access/permission.ts";
import { type Offer, offerOf } from "../core/planning/offer.ts";
import { type PlanQuestion, readPlanQuestion } from "../core/planning/read-plan-question.ts";
import { isRefusal, type Refusal, refuse } from "../core/refusal.ts";
import { WrongSetting } from "../core/settings/setting.ts";
import type { Gateway } from "../flow/gateway.ts";
import { priceFor } from "../flow/price-for.ts";
import type { WorkloadFault } from "../ports/planner.ts";
import type { Edge } from "./edge.ts";
import { sendRefusal } from "./refusals.ts";

/** Whose prices a plan is reckoned at, and which models it may name. */
export interface Buyer {
  /** Null: at the gateway's own price list. */
  readonly account: Account | null;
  /** Null: every model. */
  readonly key: Key | null;
}

/** Reads a workload with its options; the refusal names the field at fault. */
export function readPlanOf(gateway: Gateway, value: unknown): PlanQuestion | Refusal {
  try {
    return readPlanQuestion(value, gateway.catalogue);
  } catch (error) {
    if (error instanceof WrongSetting) return refuseFault(error);
    throw error;
  }
}

/** Reckons a plan off the event loop, and sends it. */
export async function answerPlan(
  edge: Edge,
  reply: FastifyReply,
  asked: Buyer & { readonly question: PlanQuestion },
): Promise<FastifyReply> {
  const offers = findOffers(edge.gateway, asked, asked.question);
  if (isRefusal(offers)) return sendRefusal(reply, offers);

  const answer = await edge.planner.plan({ ...asked.question, ...offers });
  if (answer === null) {
    const told = "Too many plans are being reckoned; try again shortly.";
    return sendRefusal(reply, refuse("overloaded", told, { retryAfterSeconds: 1 }));
  }
  if ("fault" in answer) return sendRefusal(reply, refuseFault(answer.fault));
  return reply.type("application/json; charset=utf-8").send(answer.json);
}

function refuseFault({ setting, seen, allowed }: WorkloadFault): Refusal {
  return refuse("invalid_request", `\`${setting}\` is ${seen}; allowed: ${allowed}.`, {
    param: setting,
  });
}

interface Offers {
  readonly offers: readonly Offer[];
  readonly others: readonly Offer[];
}

/** What is named must be the buyer's and have a price; where nothing is, all that are and do. */
function findOffers(
  gateway: Gateway,
  buyer: Buyer,
  { workload, compare }: PlanQuestion,
): Offers | Refusal {
  const { models, describedBy } = workload;
  const named = [...new Set([...(models ?? []), ...(compare ?? [])])];
  const offers = models === null ? openOffers(gateway, buyer) : [];
  for (const id of named) {
    const offer = findOffer(gateway, buyer, id);
    if (isRefusal(offer)) return offer;
    if (!offers.some(({ model }) => model === id)) offers.push(offer);
  }
  const describer = describedBy === null ? null : findOffer(gateway, buyer, describedBy);
  if (describer !== null && isRefusal(describer)) return describer;
  if (offers.length > 0) return { offers, others: describer === null ? [] : [describer] };
  const whose = buyer.key === null ? "No model" : `No model of key "${buyer.key.name}"`;
  return refuse("model_not_priced", `${whose} has a price in force.`);
}

function openOffers(gateway: Gateway, buyer: Buyer): Offer[] {
  return gateway.catalogue.models.flatMap(({ id }) => {
    const offer = findOffer(gateway, buyer, id);
    return isRefusal(offer) ? [] : [offer];
  });
}

function findOffer(gateway: Gateway, { account, key }: Buyer, id: string): Offer | Refusal {
  const model = gateway.catalogue.find(id);
  if (model === null) return refuse("model_not_found", `There is no model "${id}".`);
  const refused = key === null ? null : refuseModel(key, model);
  if (refused !== null) return refused;
  const price = priceFor(gateway, account, model.id);
  if (price === null) {
    return refuse("model_not_priced", `No price is in force for ${model.id}: it stays closed.`, {
      param: "models",
    });
  }
  const isOpen = (provider: string): boolean => gateway.upstreams.has(provider);
  return offerOf(model, price, { at: gateway.clock.now(), isOpen });
}
