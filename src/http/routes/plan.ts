import type { FastifyInstance, FastifyReply } from "fastify";
import { refuseModel } from "../../core/access/permission.ts";
import { limits } from "../../core/limits.ts";
import { type Offer, offerOf } from "../../core/planning/offer.ts";
import { type PlanQuestion, readPlanQuestion } from "../../core/planning/read-plan-question.ts";
import { isRefusal, type Refusal, refuse } from "../../core/refusal.ts";
import { WrongSetting } from "../../core/settings/setting.ts";

import type { Caller, Gateway } from "../../flow/gateway.ts";
import { priceFor } from "../../flow/price-for.ts";
import type { WorkloadFault } from "../../ports/planner.ts";
import { parseBody } from "../dialects/parse-body.ts";
import type { Edge } from "../edge.ts";
import { findCaller } from "../find-caller.ts";
import { type BodyBounds, readBody } from "../read-body.ts";
import { sendRefusal } from "../refusals.ts";
import { createPlan } from "../schemas/plan.ts";

/** `POST /v1/plan`: what a workload would cost, on every model that the key may use. */
export function plan(app: FastifyInstance, edge: Edge): void {
  app.post("/v1/plan", { schema: createPlan }, async (request, reply) => {
    const caller = await findCaller(edge, request);
    if (isRefusal(caller)) return sendRefusal(reply, caller);

    const read = await readBody(request.raw, boundsOf(edge.bodies));
    if (isRefusal(read)) return sendRefusal(reply, read);
    try {
      return await answerPlan(edge, reply, { caller, body: read.body });
    } finally {
      read.release();
    }
  });
}

/** A workload has no pictures in it, only their sizes. */
function boundsOf({ bytesMax, budget }: BodyBounds): BodyBounds {
  return { bytesMax: Math.min(bytesMax, limits.workloadBytesMax), budget };
}

interface Question {
  readonly caller: Caller;
  readonly body: Buffer;
}

async function answerPlan(
  edge: Edge,
  reply: FastifyReply,
  { caller, body }: Question,
): Promise<FastifyReply> {
  const { gateway, planner } = edge;
  const question = parseBody(body, "data_url", (value) => readQuestion(gateway, value));
  if (isRefusal(question)) return sendRefusal(reply, question);
  const offers = findOffers(gateway, caller, question);
  if (isRefusal(offers)) return sendRefusal(reply, offers);

  const answer = await planner.plan({ ...question, ...offers });
  if (answer === null) {
    const told = "Too many plans are being reckoned; try again shortly.";
    return sendRefusal(reply, refuse("overloaded", told, { retryAfterSeconds: 1 }));
  }
  if ("fault" in answer) return sendRefusal(reply, refuseFault(answer.fault));
  return reply.type("application/json; charset=utf-8").send(answer.json);
}

function readQuestion(gateway: Gateway, value: unknown): PlanQuestion | Refusal {
  try {
    return readPlanQuestion(value, gateway.catalogue);
  } catch (error) {
    if (error instanceof WrongSetting) return refuseFault(error);
    throw error;
  }
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

/** What is named must be the key's and have a price; where nothing is, all that are and do. */
function findOffers(
  gateway: Gateway,
  caller: Caller,
  { workload, compare }: PlanQuestion,
): Offers | Refusal {
  const { models, describedBy } = workload;
  const named = [...new Set([...(models ?? []), ...(compare ?? [])])];
  const offers = models === null ? openOffers(gateway, caller) : [];
  for (const id of named) {
    const offer = findOffer(gateway, caller, id);
    if (isRefusal(offer)) return offer;
    if (!offers.some(({ model }) => model === id)) offers.push(offer);
  }
  const describer = describedBy === null ? null : findOffer(gateway, caller, describedBy);
  if (describer !== null && isRefusal(describer)) return describer;
  if (offers.length > 0) return { offers, others: describer === null ? [] : [describer] };
  return refuse("model_not_priced", `No model of key "${caller.key.name}" has a price in force.`);
}

function openOffers(gateway: Gateway, caller: Caller): Offer[] {
  return gateway.catalogue.models.flatMap(({ id }) => {
    const offer = findOffer(gateway, caller, id);
    return isRefusal(offer) ? [] : [offer];
  });
}

function findOffer(gateway: Gateway, caller: Caller, id: string): Offer | Refusal {
  const model = gateway.catalogue.find(id);
  if (model === null) return refuse("model_not_found", `There is no model "${id}".`);
  const refused = refuseModel(caller.key, model);
  if (refused !== null) return refused;
  const price = priceFor(gateway, caller.account, model.id);
  if (price === null) {
    return refuse("model_not_priced", `No price is in force for ${model.id}: it stays closed.`, {
      param: "models",
    });
  }
  const isOpen = (provider: string): boolean => gateway.upstreams.has(provider);
  return offerOf(model, price, { at: gateway.clock.now(), isOpen });
}
