import type Type from "typebox";
import { Compile } from "typebox/compile";
import { isRecord } from "../../core/is-record.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { refuseSchema } from "./schema-error.ts";

/** What is wrong with a value that stands at `path`, such as `input[2]`; null where nothing is. */
export type CheckValue = (value: unknown, path: string) => Refusal | null;

/**
 * Checks values whose `type` tells their shape, so that a fault is told of the shape that was
 * meant. `usual` is the kind of those that name none.
 */
export function checkKinds(kinds: Readonly<Record<string, Type.TSchema>>, usual?: string) {
  const checks = new Map(Object.entries(kinds).map(([kind, schema]) => [kind, checkShape(schema)]));
  const allowed = [...checks.keys()].map((kind) => `"${kind}"`).join(" or ");
  const check: CheckValue = (value, path) => {
    if (!isRecord(value)) {
      return refuse("invalid_request", `\`${path}\` must be object.`, { param: path });
    }
    const kind = value["type"] ?? usual;
    const checkOne = typeof kind === "string" ? checks.get(kind) : undefined;
    if (checkOne !== undefined) return checkOne(value, path);
    const param = `${path}.type`;
    const seen = typeof kind === "string" ? `"${kind.slice(0, 100)}" is not served here: it ` : "";
    return refuse("invalid_request", `\`${param}\` ${seen}must be ${allowed}.`, { param });
  };
  return check;
}

/** Checks values of one shape; an empty path is the body itself. */
export function checkShape(schema: Type.TSchema): CheckValue {
  const compiled = Compile(schema);
  return (value, path) => {
    if (compiled.Check(value)) return null;
    const prefix = path === "" ? "" : `/${path.replaceAll(/[.[]/g, "/").replaceAll("]", "")}`;
    const errors = [...compiled.Errors(value)].map((error) => ({
      ...error,
      instancePath: prefix + error.instancePath,
    }));
    return refuseSchema(errors);
  };
}
