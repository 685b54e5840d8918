import type { FastifyInstance, FastifyReply } from "fastify";
import { formatDollars } from "../../core/money/picodollars.ts";
import { isRefusal } from "../../core/refusal.ts";
import { priceVersionOf } from "../../flow/agree-terms.ts";
import type { Caller, Gateway } from "../../flow/gateway.ts";
import { type Preview, previewChat, type StepPreview } from "../../flow/preview-chat.ts";
import { Stopper } from "../../flow/stopper.ts";
import { whenGone } from "../dialects/client.ts";
import { type ExtraHeaders, readExtraHeaders } from "../dialects/extra-headers.ts";
import { readChat } from "../dialects/read-chat.ts";
import type { Edge } from "../edge.ts";
import { findCaller } from "../find-caller.ts";
import { type BodyRead, readBody } from "../read-body.ts";
import { sendRefusal } from "../refusals.ts";
import { estimateCall } from "../schemas/estimate.ts";
import { sendJson } from "../send-json.ts";

/** `POST /v1/estimate`: what a call would cost, before it is made. */
export function estimate(app: FastifyInstance, edge: Edge): void {
  const { gateway } = edge;

  app.post("/v1/estimate", { schema: estimateCall }, async (request, reply) => {
    const caller = await findCaller(edge, request);
    if (isRefusal(caller)) return sendRefusal(reply, caller);

    const read = await readBody(request.raw, edge.bodies);
    if (isRefusal(read)) return sendRefusal(reply, read);
    try {
      const headers = readExtraHeaders(request);
      return await answerEstimate(gateway, reply, { caller, read, headers });
    } finally {
      read.release();
    }
  });
}

interface Question {
  readonly caller: Caller;
  readonly read: BodyRead;
  readonly headers: ExtraHeaders;
}

async function answerEstimate(
  gateway: Gateway,
  reply: FastifyReply,
  { caller, read, headers }: Question,
): Promise<FastifyReply> {
  const chat = readChat(read.body, headers);
  if (isRefusal(chat)) return sendRefusal(reply, chat);
  const stopper = new Stopper();
  whenGone({ response: reply.raw, clock: gateway.clock }, () => stopper.stop("client_gone"));
  const preview = await previewChat(gateway, { caller, chat, stopper, takeRoom: read.takeRoom });
  if (isRefusal(preview)) return sendRefusal(reply, preview);
  return sendJson(reply, writePreview(preview));
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
