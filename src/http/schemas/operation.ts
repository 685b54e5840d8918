import Type from "typebox";
import { describedRoute, json } from "../openapi/described.ts";
import { oneOf } from "./values.ts";

export const showLife = describedRoute({
  operationId: "getLife",
  tag: "Operation",
  summary: "Does the process answer?",
  answers: { 200: json("It does.", Type.Object({ status: Type.Literal("alive") })) },
});

const readiness = Type.Object(
  {
    status: oneOf(["ready", "draining"]),
    running: Type.Integer({ minimum: 0, description: "Calls that run now." }),
  },
  { title: "Readiness" },
);

export const showReadiness = describedRoute({
  operationId: "getReadiness",
  tag: "Operation",
  summary: "Should it be sent calls?",
  answers: {
    200: json("It should.", readiness),
    503: json("It is shutting down.", readiness),
  },
});

export const showMetrics = describedRoute({
  operationId: "getMetrics",
  tag: "Operation",
  summary: "Figures of the calls, for Prometheus",
  answers: {
    200: { description: "Prometheus' text format.", content: { "text/plain": Type.String() } },
  },
});
