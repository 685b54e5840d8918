import type { FastifyRequest } from "fastify";
import type { Model } from "../../core/catalogue/model.ts";
import type { Refusal } from "../../core/refusal.ts";
import { messagesModelShape } from "./anthropic/write-models.ts";
import { isFromGoogles } from "./error-shape.ts";
import { readHeader } from "./extra-headers.ts";
import { generateModelShape } from "./google/write-models.ts";
import type { WriteError } from "./write-error.ts";

/** How a dialect lists models. */
export interface ModelShape {
  readonly writeError: WriteError;
  readonly list: (models: readonly Model[], query: ListQuery) => object | Refusal;
  readonly show: (model: Model) => object;
}

export type ListQuery = Readonly<Record<string, string | undefined>>;

/** The shape that a caller asks for by its headers; null for the gateway's own. */
export function modelShapeFor(request: FastifyRequest): ModelShape | null {
  if (isFromGoogles(request.headers)) return generateModelShape;
  return readHeader(request, "anthropic-version") === undefined ? null : messagesModelShape;
}
