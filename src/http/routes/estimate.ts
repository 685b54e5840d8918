import type { FastifyInstance } from "fastify";
import { formatDollars } from "../../core/money/picodollars.ts";

import { priceVersionOf } from "../../flow/agree-terms.ts";
import type { Preview, StepPreview } from "../../flow/preview-chat.ts";

import { chatDialect } from "../dialects/chat/dialect.ts";
import type { Edge } from "../edge.ts";
import { previewCall } from "../preview-call.ts";

import { estimateCall } from "../schemas/estimate.ts";

/** `POST /v1/estimate`: what a call would cost, before it is made. */
export function estimate(app: FastifyInstance, edge: Edge): void {
  const question = { dialect: chatDialect, write: writePreview };
  app.post("/v1/estimate", { schema: estimateCall }, (request, reply) =>
    previewCall(edge, { request, reply }, question),
  );
}

function writePreview(preview: Preview): Record<string, unknown> {
  const { terms, estimate, refused } = preview;
  const { prompt } = estimate;
  return {
    model: terms.name,
    prompt_tokens: prompt.tokens,
    prompt_tokens_max: prompt.tokensMax,
    prompt_tokens_details: {
      text_tokens: prompt.text.tokens,
      image_tokens: prompt.image.tokens,
      cached_tokens: 0,
      audio_tokens: 0,
    },
    images: prompt.pictures.map(({ width, height, detail, tiles, tokens, tokensMax }) => ({
      width,
      height,
      detail,
      tiles,
      tokens,
      tokens_max: tokensMax,
    })),
    max_completion_tokens: estimate.outputTokensMax,
    cost: {
      prompt: formatDollars(preview.promptCost),
      completion_max: formatDollars(preview.completionMax),
      total_max: formatDollars(estimate.ceiling),
    },
    hold: formatDollars(preview.hold),
    admitted: refused === null,
    ...(refused === null ? {} : { refused }),
    price_version: priceVersionOf(terms),
    ...(terms.inSteps ? { steps: preview.steps.map(writeStep) } : {}),
  };
}

function writeStep(step: StepPreview): Record<string, unknown> {
  const { terms, estimate } = step;
  return {
    model: terms.model.id,
    prompt_tokens: estimate.prompt.tokens,
    prompt_tokens_max: estimate.promptTokensMax,
    max_completion_tokens: estimate.outputTokensMax,
    cost: {
      prompt: formatDollars(step.promptCost),
      completion_max: formatDollars(step.completionMax),
      total_max: formatDollars(estimate.ceiling),
    },
    price_version: terms.price.id,
  };
}
