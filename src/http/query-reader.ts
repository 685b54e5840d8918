import type { Static, TObject } from "typebox";
import { Compile } from "typebox/compile";
import type { Refusal } from "../core/refusal.ts";
import { refuseSchema } from "./schemas/schema-error.ts";

/**
 * A reader of one endpoint's query, for those that read it by themselves after they know who
 * calls. Numbers are read from text; what the schema doesn't know is refused by its name.
 */
export function queryReader<Schema extends TObject>(
  schema: Schema,
): (query: unknown) => Static<Schema> | Refusal {
  const validator = Compile(schema);
  return (query) => {
    const converted = validator.Convert(query);
    return validator.Check(converted) ? converted : refuseSchema([...validator.Errors(converted)]);
  };
}
