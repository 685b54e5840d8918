import { type Refusal, refuse } from "../../core/refusal.ts";

/** One finding of the validator. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
  readonly message: string;
}

/** Says of all findings the one that helps: the deepest, with the values that are allowed. */
export function refuseSchema(errors: readonly SchemaError[]): Refusal {
  const [first, ...others] = errors;
  if (first === undefined) return refuse("invalid_request", "The body is not valid.");
  const deepest = others.reduce((deep, next) => (depth(next) > depth(deep) ? next : deep), first);
  const here = errors.filter((one) => one.instancePath === deepest.instancePath);
  const field = fieldName(deepest.instancePath + missingStep(deepest));
  const where = field === "" ? "The body" : `\`${field}\``;
  return refuse("invalid_request", `${where} ${explain(here)}.`, {
    ...(field === "" ? {} : { param: field }),
  });
}

function depth(error: SchemaError): number {
  return error.instancePath.split("/").length;
}

/** `/messages/0/content` as a person writes it: `messages[0].content`. */
function fieldName(path: string): string {
  return path
    .split("/")
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join("")
    .replace(/^\./, "");
}

/** The step to the property that is missing, where that is the finding. */
function missingStep(error: SchemaError): string {
  const missing = error.keyword === "required" ? param(error, "requiredProperties") : null;
  return Array.isArray(missing) && missing.length > 0 ? `/${missing[0]}` : "";
}

function explain(errors: readonly SchemaError[]): string {
  const allowed = errors.flatMap((one) =>
    one.keyword === "const" ? [JSON.stringify(param(one, "allowedValue"))] : [],
  );
  if (allowed.length > 0) return `must be ${[...new Set(allowed)].join(" or ")}`;
  if (errors.some((one) => missingStep(one) !== "")) return "is missing";
  if (errors.some((one) => one.keyword === "boolean")) return "is not known here";
  const said = errors.filter((one) => one.keyword !== "anyOf");
  return [...new Set(said.map((one) => one.message))].join(" or ");
}

function param(error: SchemaError, name: string): unknown {
  return Object.entries(error.params).find(([key]) => key === name)?.[1];
}
