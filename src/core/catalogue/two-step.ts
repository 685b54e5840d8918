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

/** Whether a call's model is two of them. */
export function isTwoStepId(model: string): boolean {
  return model.startsWith(prefix);
}

/**
 * Reads a name `two-step/<vision>+<writer>`; null where it is no such name. Refuses where one of
 * the two is not known, or the first takes no pictures.
 */
export function findTwoStep(catalogue: Catalogue, name: string): TwoStep | Refusal | null {
  if (!isTwoStepId(name)) return null;
  // No model's own name has a plus in it.
  const [visionName = "", writerName = "", ...others] = name.slice(prefix.length).split("+");
  if (visionName === "" || writerName === "" || others.length > 0) return refuseShape(name);

  const vision = catalogue.find(visionName);
  if (vision === null) return refuseUnknown(catalogue, visionName);
  const writer = catalogue.find(writerName);
  if (writer === null) return refuseUnknown(catalogue, writerName);
  if (!vision.input.includes("image")) return refuseBlind(vision);
  return { id: twoStepId(vision.id, writer.id), vision, writer };
}

/** The name of a pair, of the models' own ids. */
export function twoStepId(vision: string, writer: string): string {
  return `${prefix}${vision}+${writer}`;
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
