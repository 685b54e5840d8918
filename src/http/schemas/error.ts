import Type from "typebox";
import { refusals } from "../../core/refusal.ts";
import { nullable, oneOf } from "./values.ts";

const types = [...new Set(Object.values(refusals).map(({ type }) => type))];

/** A refusal as a body. */
export const errorSchema = Type.Object(
  {
    error: Type.Object({
      message: Type.String({ description: "A sentence for people." }),
      type: oneOf(types),
      param: nullable(Type.String(), "The field at fault, where there is one."),
      code: oneOf(Object.keys(refusals), "What programs should look at."),
      metadata: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), {
          description:
            "Numbers that help, amounts as decimal strings. Once something was held: `id`, " +
            "`usage` and `cost` of the call, and of a buffered answer `partial`.",
        }),
      ),
    }),
  },
  {
    title: "Error",
    description: "Why the answer is no. See the table of refusals.",
    examples: [
      {
        error: {
          message: "The request needs $0.24577 and $0.01 is available.",
          type: "billing_error",
          param: null,
          code: "insufficient_balance",
          metadata: {
            available: "0.01",
            required: "0.24577",
            affordable_output_tokens: 166,
          },
        },
      },
    ],
  },
);

/** Headers that come with refusals. */
export const refusalHeaders = {
  "x-should-retry": Type.Literal("false", {
    description:
      "Sent where repeating can't help or would be charged again; official SDKs obey it.",
  }),
  "retry-after": Type.Integer({
    minimum: 1,
    description: "Seconds after which repeating can help, where that is known.",
  }),
};
