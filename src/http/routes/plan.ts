import type { FastifyInstance } from "fastify";
import { limits } from "../../core/limits.ts";
import { isRefusal } from "../../core/refusal.ts";
import { answerPlan, readPlanOf } from "../answer-plan.ts";
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
      const ask = (value: unknown) => readPlanOf(edge.gateway, value);
      const question = parseBody(read.body, "data_url", ask);
      if (isRefusal(question)) return sendRefusal(reply, question);
      return await answerPlan(edge, reply, { ...caller, question });
    } finally {
      read.release();
    }
  });
}

/** A workload has no pictures in it, only their sizes. */
function boundsOf({ bytesMax, budget }: BodyBounds): BodyBounds {
  return { bytesMax: Math.min(bytesMax, limits.workloadBytesMax), budget };
}
