import type { Model } from "../../../core/catalogue/model.ts";
import { type Refusal, refuse } from "../../../core/refusal.ts";
import type { ListQuery, ModelShape } from "../model-shapes.ts";
import { writeGenerateError } from "./write-error.ts";

/**
 * The catalogue as Google's clients page through it.
 *
 * @see https://ai.google.dev/api/models
 */
export const generateModelShape: ModelShape = {
  writeError: writeGenerateError,
  list: listModels,
  show: writeModel,
};

const usualSize = 50;
const sizeMax = 1_000;

/** A page's token is the id of the last model of the page before it. */
function listModels(models: readonly Model[], query: ListQuery): object | Refusal {
  const given = query["pageSize"];
  const size = given === undefined ? usualSize : /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (size < 1 || size > sizeMax) {
    const sentence = `\`pageSize\` must be a whole number from 1 to ${sizeMax}.`;
    return refuse("invalid_request", sentence, { param: "pageSize" });
  }
  const token = query["pageToken"] ?? "";
  const from = token === "" ? 0 : models.findIndex(({ id }) => id === token) + 1;
  if (token !== "" && from === 0) {
    return refuse("invalid_request", "`pageToken` is not one that was given here.", {
      param: "pageToken",
    });
  }
  const page = models.slice(from, from + size);
  const more = from + size < models.length;
  return {
    models: page.map(writeModel),
    ...(more ? { nextPageToken: page.at(-1)?.id } : {}),
  };
}

function writeModel(model: Model): object {
  return {
    name: `models/${model.id}`,
    baseModelId: model.id,
    version: model.released,
    displayName: model.name,
    description: `${model.name}, as this gateway serves it.`,
    inputTokenLimit: model.contextWindow,
    outputTokenLimit: model.outputTokensMax,
    supportedGenerationMethods: ["generateContent", "countTokens"],
  };
}
