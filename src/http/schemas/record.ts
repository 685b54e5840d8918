import Type from "typebox";
import { refusals } from "../../core/refusal.ts";
import { examples } from "./examples.ts";
import { operatorsUsage, usage } from "./usage.ts";
import { dollars, nullable, oneOf, tokens } from "./values.ts";

export const status = oneOf(
  ["running", "completed", "stopped", "cancelled", "cut", "failed", "recovered"],
  "`stopped`: its caller went away; `cut`: the money was gone; `recovered`: a crash ended it.",
);

const milliseconds = (description: string) => nullable(Type.Integer({ minimum: 0 }), description);

const attempt = Type.Object({
  provider: Type.String(),
  model: Type.String({ description: "The model's name there." }),
  status: nullable(Type.Integer(), "HTTP; null where no answer came."),
  error: nullable(Type.String(), "Null where this attempt served the call."),
  duration_ms: Type.Integer({ description: "Until the first event or the failure." }),
});

const { cost: _sum, cost_details: _details, ...stepTokens } = usage.properties;

const step = Type.Object(
  {
    model: Type.String(),
    upstream: nullable(Type.String(), "The provider that served it."),
    usage: Type.Object(stepTokens),
    usage_source: oneOf(["reported", "counted"]),
    cost: dollars("Of the call's cost, what this step cost."),
    price_version: Type.String(),
    attempts: Type.Array(attempt),
  },
  { title: "Step", description: "One model's part of a call." },
);

/** All that is known of a call. */
export const record = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal("chat.completion.record"),
    created: Type.Integer({ description: "Unix seconds." }),
    model: Type.String(),
    status,
    stream: Type.Boolean(),
    usage,
    usage_source: oneOf(["reported", "counted"], "Who counted: the provider, or the gateway."),
    bound_broken: Type.Boolean({
      description: "The provider billed more prompt tokens than the hold had allowed for.",
    }),
    cost: nullable(dollars("What was charged."), "Null while it runs."),
    price_version: Type.String({ description: "The price that was in force." }),
    hold: Type.Object({
      amount: dollars("Set aside now, or last."),
      ceiling: dollars("The most that the call can cost."),
      state: oneOf(["open", "settled", "released", "recovered"]),
    }),
    max_tokens: tokens("The output limit that applied."),
    finish_reason: nullable(Type.String()),
    error: nullable(oneOf(Object.keys(refusals)), "The refusal that ended it."),
    attempts: Type.Array(attempt, { description: "Every try at a provider." }),
    steps: Type.Optional(
      Type.Array(step, {
        description:
          "Each model's part of a call to `two-step/…`: those that used anything, in their order.",
      }),
    ),
    session_id: nullable(Type.String()),
    client_request_id: nullable(Type.String(), "The caller's own name for the call."),
    message: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: "What was answered so far, while it is kept.",
      }),
    ),
    timings: Type.Object({
      ttft_ms: milliseconds("Until the first event."),
      total_ms: milliseconds("Until the end."),
    }),
  },
  {
    title: "Record",
    description: "A call: what it was, used and cost. Never its prompt.",
    examples: [examples.record],
  },
);

const { message: _kept, ...told } = record.properties;

/** The same for operators, who see whose it is and what it cost them, and no answer. */
export const operatorsRecord = Type.Object(
  {
    ...told,
    account_id: Type.String(),
    project_id: Type.String(),
    key_id: Type.String(),
    usage: operatorsUsage,
    prompt_tokens_expected: tokens("As estimated before it was sent."),
    checkpoint: nullable(
      dollars("What a crash would charge: of a running call, its cost so far."),
      "Null: nothing yet.",
    ),
    shortfall: dollars("What was due beyond what could be charged."),
  },
  { title: "OperatorsRecord", description: "A call, as those see it who run the gateway." },
);

const { id, usage: used, cost } = examples.record;

/** How a call ended, as its cancellation answers it. */
export const finalState = Type.Object(
  { id: Type.String(), status, usage, cost: dollars("What was charged.") },
  {
    title: "FinalState",
    description: "How a call ended, and its bill.",
    examples: [{ id, status: "cancelled", usage: used, cost }],
  },
);
