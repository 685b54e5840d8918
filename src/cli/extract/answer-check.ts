import { Ajv, type ErrorObject, type Options, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { isRecord } from "../../core/is-record.ts";

type Schema = Readonly<Record<string, unknown>>;

/** An answer looked at: the JSON text that fits, or what is wrong with it. */
export type Looked = { readonly data: string } | { readonly faults: string };

export interface AnswerCheck {
  look(answer: string): Looked;
  /** What of the schema is not known and therefore not checked. */
  readonly warnings: readonly string[];
}

/** Faults of one answer that are told; the model mends what it is told. */
const faultsTold = 5;

/** Makes a check of answers by a JSON Schema; a sentence where it is none. */
export function openAnswerCheck(json: unknown): AnswerCheck | { readonly refused: string } {
  if (!isRecord(json)) return { refused: "it must be a JSON object" };
  const warnings: string[] = [];
  const log = (...words: readonly unknown[]): void => {
    warnings.push(words.map(String).join(" ").replace("strict mode: ", ""));
  };
  const ajv = openValidator(json, {
    allErrors: true,
    strictSchema: "log",
    strictTypes: false,
    strictTuples: false,
    logger: { log, warn: log, error: log },
  });
  if ("refused" in ajv) return ajv;
  formats.default(ajv.validator);
  let fits: ValidateFunction;
  try {
    for (const format of formatsIn(json)) {
      if (ajv.validator.formats[format] !== undefined) continue;
      ajv.validator.addFormat(format, true);
      warnings.push(`unknown format ${JSON.stringify(format)}: it is not checked`);
    }
    fits = ajv.validator.compile(json);
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
  return { look: (answer) => look(fits, answer), warnings };
}

/** Every format that is named somewhere in a schema. */
function formatsIn(part: unknown): readonly string[] {
  if (typeof part !== "object" || part === null) return [];
  const own = "format" in part && typeof part.format === "string" ? [part.format] : [];
  return [...own, ...Object.values(part).flatMap(formatsIn)];
}

const drafts: Readonly<Record<string, (options: Options) => Ajv>> = {
  "2020-12": (options) => new Ajv2020(options),
  "2019-09": (options) => new Ajv2019(options),
  "draft-07": (options) => new Ajv(options),
};

function openValidator(
  { $schema: named = "https://json-schema.org/draft/2020-12/schema" }: Schema,
  options: Options,
): { readonly validator: Ajv } | { readonly refused: string } {
  const draft = Object.keys(drafts).find((one) => String(named).includes(one));
  const open = draft === undefined ? undefined : drafts[draft];
  if (open !== undefined) return { validator: open(options) };
  const allowed = Object.keys(drafts).join(", ");
  return { refused: `$schema is ${JSON.stringify(named)}; allowed are ${allowed}` };
}

function look(fits: ValidateFunction, answer: string): Looked {
  const text = unfence(answer);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    return { faults: text.trim() === "" ? "it is empty" : `it is no JSON (${reason})` };
  }
  if (!fits(data)) return { faults: tellFaults(fits.errors ?? []) };
  // Numbers keep the digits that they were answered with.
  const exact = JSON.parse(text, (_name, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && context?.source !== undefined
      ? JSON.rawJSON(context.source)
      : value,
  );
  return { data: JSON.stringify(exact) };
}

/** Some models put their JSON into a fence, whatever they were told. */
function unfence(answer: string): string {
  return /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/.exec(answer)?.[1] ?? answer;
}

function tellFaults(errors: readonly ErrorObject[]): string {
  const told = errors.slice(0, faultsTold).map(({ instancePath, message, params }) => {
    const allowed = "allowedValues" in params ? `: ${JSON.stringify(params["allowedValues"])}` : "";
    const extra = "additionalProperty" in params ? ` ("${params["additionalProperty"]}")` : "";
    const where = instancePath === "" ? "the answer" : instancePath;
    return `${where} ${message ?? "is wrong"}${allowed}${extra}`;
  });
  const more = errors.length - told.length;
  return told.join("; ") + (more > 0 ? `; and ${more} more` : "");
}
