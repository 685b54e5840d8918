import type { FastifyInstance } from "fastify";
import type { Model, VisionRule } from "../../../core/catalogue/model.ts";
import type { Detail } from "../../../core/chat/request.ts";
import { formatDollars } from "../../../core/money/picodollars.ts";
import type { PriceVersion } from "../../../core/pricing/price.ts";
import { rateUsage } from "../../../core/pricing/rate-usage.ts";
import { isRefusal, refuse } from "../../../core/refusal.ts";
import { noUsage } from "../../../core/tokens/usage.ts";
import type { PictureGrid } from "../../../core/tokens/vision/grid.ts";
import { layGrid } from "../../../core/tokens/vision/lay-grid.ts";
import { countPicture, type PictureSize } from "../../../core/tokens/vision/rule.ts";
import { visionRuleAt } from "../../../core/tokens/vision/rule-at.ts";
import { type CatalogueView, openCatalogueView, priceInView } from "../../catalogue-view.ts";
import type { Edge } from "../../edge.ts";
import { sendRefusal } from "../../refusals.ts";
import { countPictureOfModel, type PictureQuery } from "../../schemas/admin/models.ts";
import { sendJson } from "../../send-json.ts";
import { findModel } from "../models.ts";

/** What a picture of some size would count and cost on a model: no picture is sent for it. */
export function adminPictures(app: FastifyInstance, edge: Edge): void {
  app.get<{ Querystring: PictureQuery }>(
    "/admin/v1/picture-tokens",
    { schema: countPictureOfModel },
    async (request, reply) => {
      const { width, height } = request.query;
      const model = findModel(edge.gateway, request.query.model);
      if (isRefusal(model)) return sendRefusal(reply, model);
      const view = await openCatalogueView(edge, request);
      if (isRefusal(view)) return sendRefusal(reply, view);
      const rule = ruleInView(view, model);
      if (rule === null) {
        return sendRefusal(
          reply,
          refuse("invalid_request", `${model.id} takes no pictures.`, { param: "model" }),
        );
      }
      const price = priceInView(view, model.id);
      const data = details.map((detail) => writeCounted({ width, height, detail }, rule, price));
      const version = { price_version: price?.id ?? null };
      return sendJson(reply, {
        model: model.id,
        rule,
        width,
        height,
        ...version,
        data,
        next: null,
      });
    },
  );
}

const details: readonly Detail[] = ["low", "auto", "high", "original"];

/** As the first way counts that this gateway has, which is the one that a call would take. */
function ruleInView({ edge, now }: CatalogueView, model: Model): VisionRule | null {
  const open = model.routes.find(({ provider }) => edge.gateway.upstreams.has(provider));
  return visionRuleAt(open?.vision ?? model.vision, now);
}

function writeCounted(
  picture: PictureSize,
  rule: VisionRule,
  price: PriceVersion | null,
): Record<string, unknown> {
  const { tokens, tokensMax, tiles } = countPicture(rule, picture);
  const usage = { ...noUsage, prompt: { ...noUsage.prompt, image: tokens } };
  return {
    detail: picture.detail,
    tokens,
    tokens_max: tokensMax,
    tiles,
    grid: writeGrid(layGrid(rule, picture)),
    cost: price === null ? null : formatDollars(rateUsage(price.price, usage).prompt),
  };
}

function writeGrid(grid: PictureGrid | null): Record<string, unknown> | null {
  if (grid === null) return null;
  const { columns, rows, cellWidth, cellHeight, preview } = grid;
  return { columns, rows, cell_width: cellWidth, cell_height: cellHeight, preview };
}
