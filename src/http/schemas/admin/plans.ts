import Type from "typebox";
import { describedRoute, json } from "../../openapi/described.ts";
import { planShape, workload } from "../plan.ts";
import { listOf } from "../values.ts";

const ready = Type.Object(
  {
    id: Type.String({ description: "What `farebox plan` knows it by." }),
    workload,
  },
  { title: "ReadyWorkload" },
);

const planQuery = Type.Object({
  account_id: Type.Optional(
    Type.String({ description: "At whose prices; without it at the gateway's own list." }),
  ),
});

export type PlanQuery = Type.Static<typeof planQuery>;

export const listWorkloads = describedRoute({
  operationId: "listWorkloads",
  tag: "Models",
  summary: "The workloads that ship",
  members: { belonging: "everybody" },
  answers: { 200: json("All of them.", listOf(ready, "By their names.")) },
});

export const createPlanOfAccount = describedRoute({
  operationId: "createPlanOfAccount",
  tag: "Models",
  summary: "What a workload would cost, without a key",
  description:
    "As `POST /v1/plan`, on every model. Members get the prices of their own account. Nothing is " +
    "sent, held or charged, so everybody who may read may ask.",
  members: { belonging: "everybody", leastRole: "viewer" },
  leastRole: "viewer",
  querystring: planQuery,
  body: workload,
  answers: { 200: json("The plan, at this moment's prices.", planShape) },
  refusals: ["not_found", "overloaded", "model_not_found", "model_not_priced"],
});
