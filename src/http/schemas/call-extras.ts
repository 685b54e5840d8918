import Type from "typebox";
import { limits } from "../../core/limits.ts";

const name = Type.String({
  pattern: "^[\\x20-\\x7e]{1,128}$",
  description: "Calls that belong together: one line of the statement.",
});

/** Fields of the gateway itself, which a call may carry in every dialect. */
export const callExtras = {
  session_id: Type.Optional(name),
  max_cost: Type.Optional(
    Type.Union([Type.String(), Type.Number({ exclusiveMinimum: 0 })], {
      description: "Dollars: becomes an output limit and a hard cut.",
    }),
  ),
  hold: Type.Optional(
    Type.Union([Type.Literal("auto"), Type.Literal("full")], {
      description: "`full`: set aside the whole ceiling, or refuse. Default: `auto`.",
    }),
  ),
  on_disconnect: Type.Optional(
    Type.Union([Type.Literal("stop"), Type.Literal("linger"), Type.Literal("finish")], {
      description:
        "What your leaving does: `stop` stops the provider, `linger` waits ten seconds for you " +
        "to come back, `finish` reads on to the end.",
    }),
  ),
  two_step: Type.Optional(
    Type.Object(
      {
        summary_tokens: Type.Integer({
          minimum: 1,
          maximum: limits.summaryTokensMax,
          description: `Tokens for the description; ${limits.summaryTokensDefault} where absent.`,
        }),
      },
      {
        additionalProperties: false,
        description:
          "With a model `two-step/<vision>+<writer>` alone: how long the description of the " +
          "pictures may be that the first hands to the second.",
      },
    ),
  ),
  store: Type.Optional(
    Type.Union([Type.Boolean(), Type.Null()], {
      description: "`false`: keep no output, so that nothing can be resumed.",
    }),
  ),
};
