import { type Refusal, refuse } from "../refusal.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Model } from "./model.ts";

/** Two models served as one: the first describes the pictures, the second writes the answer. */
export interface TwoStep {
  /** `two-step/<vision>+<writer>`, of the models' own ids. */
  readonly id: string;
  readonly vision: Model;
  readonly writer: Model;
}

const prefix = "two-step/";

/**
 * Reads a name `two-step/<vision>+<writer>`; null where it is no such name. Refuses where one of
 * the two is not known, or the first takes no pictures.
 */
export function findTwoStep(catalogue: Catalogue, name: string): TwoStep | Refusal | null {
  if (!name.startsWith(prefix)) return null;
  const pairs = splitPairs(name.slice(prefix.length));
  const [nearestPair] = pairs;
  if (nearestPair === undefined) return refuseShape(name);
  for (const [visionName, writerName] of pairs) {
    const vision = catalogue.find(visionName);
    const writer = catalogue.find(writerName);
    if (vision === null || writer === null) continue;
    if (!vision.input.includes("image")) return refuseBlind(vision);
    return { id: twoStepId(vision.id, writer.id), vision, writer };
  }
  const [visionName, writerName] = nearestPair;
  const unknown = catalogue.find(visionName) === null ? visionName : writerName;
  return refuseUnknown(catalogue, unknown);
}

/** The name of a pair, of the models' own ids. */
export function twoStepId(vision: string, writer: string): string {
  return `${prefix}${vision}+${writer}`;
}

/** A model's own name may have a plus in it: every place is a possible seam. */
function splitPairs(names: string): readonly (readonly [string, string])[] {
  const parts = names.split("+");
  return parts
    .slice(1)
    .map(
      (_, index) =>
        [parts.slice(0, index + 1).join("+"), parts.slice(index + 1).join("+")] as const,
    )
    .filter(([vision, writer]) => vision !== "" && writer !== "");
}

function refuseShape(name: string): Refusal {
  return refuse(
    "model_not_found",
    `"${name.slice(0, 200)}" names no two models: it must be two-step/<vision>+<writer>, ` +
      "each the id of a model.",
    { param: "model" },
  );
}

function refuseUnknown(catalogue: Catalogue, name: string): Refusal {
  const nearest = catalogue.nearest(name, 3);
  const hint = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`;
  return refuse(
    "model_not_found",
    `There is no model "${name.slice(0, 200)}" to take a step.${hint}`,
    { param: "model", metadata: { nearest } },
  );
}

function refuseBlind(vision: Model): Refusal {
  return refuse(
    "invalid_request",
    `${vision.id} takes no pictures: the first model of a two-step has to see.`,
    { param: "model" },
  );
}
