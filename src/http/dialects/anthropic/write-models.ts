import type { Model } from "../../../core/catalogue/model.ts";
import { type Refusal, refuse } from "../../../core/refusal.ts";
import type { ListQuery, ModelShape } from "../model-shapes.ts";
import { writeMessagesError } from "./write-error.ts";

/**
 * The catalogue as Anthropic's clients page through it.
 *
 * @see https://platform.claude.com/docs/en/api/models-list
 */
export const messagesModelShape: ModelShape = {
  writeError: writeMessagesError,
  list: listModels,
  show: writeModel,
};

const usualLimit = 20;
const limitMax = 1_000;

function listModels(models: readonly Model[], query: ListQuery): object | Refusal {
  const limit = readLimit(query["limit"]);
  if (limit === null) {
    const sentence = `\`limit\` must be a whole number from 1 to ${limitMax}.`;
    return refuse("invalid_request", sentence, { param: "limit" });
  }
  const { after_id: after, before_id: before } = query;
  const from = after === undefined ? 0 : models.findIndex(({ id }) => id === after) + 1;
  const end = before === undefined ? models.length : models.findIndex(({ id }) => id === before);
  if ((after !== undefined && from === 0) || end === -1) {
    const param = end === -1 ? "before_id" : "after_id";
    return refuse("invalid_request", `\`${param}\` names no model of this list.`, { param });
  }
  const start = before === undefined ? from : Math.max(0, end - limit);
  const page = models.slice(start, Math.min(end, start + limit));
  return {
    data: page.map(writeModel),
    has_more: before === undefined ? start + limit < models.length : start > 0,
    first_id: page.at(0)?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  };
}

function readLimit(given: string | undefined): number | null {
  if (given === undefined) return usualLimit;
  const limit = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  return limit >= 1 && limit <= limitMax ? limit : null;
}

function writeModel(model: Model): object {
  return {
    type: "model",
    id: model.id,
    display_name: model.name,
    created_at: new Date(Date.parse(model.released)).toISOString(),
    max_input_tokens: model.contextWindow,
    max_tokens: model.outputTokensMax,
    capabilities: null,
    lifecycle: "active",
    line: null,
    deprecated_at: null,
    retires_at: null,
  };
}
