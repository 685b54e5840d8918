import Type from "typebox";
import { oneOf } from "./values.ts";

const printable = (most: number, description: string) =>
  Type.Optional(Type.String({ pattern: `^[\\x20-\\x7e]{1,${most}}$`, description }));

/** Headers that a call reads, beside `Authorization`. */
export const callHeaders = {
  "X-Session-Id": printable(128, "As `session_id` of the body."),
  "X-Client-Request-Id": printable(
    128,
    "Your own name for the call, usable in place of its id within the account; of calls with " +
      "one name the newest is meant.",
  ),
  "X-Farebox-Max-Cost": Type.Optional(Type.String({ description: "As `max_cost` of the body." })),
  "X-Farebox-On-Disconnect": Type.Optional(
    oneOf(["stop", "linger", "finish"], "As `on_disconnect` of the body."),
  ),
  "Idempotency-Key": printable(
    255,
    "For 24 hours the same again returns the first outcome, charged once; while the first still " +
      "runs, it joins it. A refusal is not remembered.",
  ),
};
