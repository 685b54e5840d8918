import Type from "typebox";

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
  store: Type.Optional(
    Type.Union([Type.Boolean(), Type.Null()], {
      description: "`false`: keep no output, so that nothing can be resumed.",
    }),
  ),
};
