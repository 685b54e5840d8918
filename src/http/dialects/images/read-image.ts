import type { Catalogue } from "../../../core/catalogue/catalogue.ts";
import type { ChatRequest } from "../../../core/chat/request.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import { countImageOutput, imageOutputDefault } from "../../../core/tokens/image-output/rule.ts";
import { checkImageBody, type ImageBody } from "../../schemas/images/request.ts";
import { refuseSchema } from "../../schemas/schema-error.ts";
import type { ExtraHeaders } from "../extra-headers.ts";
import { parseBody } from "../parse-body.ts";
import { readChatBody } from "../read-chat.ts";
import { without } from "../without.ts";
import { refuseFields } from "./refuse-fields.ts";
import { type ImageConfig, sizesOf } from "./sizes.ts";
import { renameFields } from "./write-image-error.ts";

/** Reads the body of `POST /v1/images/generations` as the chat that has one picture made. */
export function readImage(
  catalogue: Catalogue,
  body: Buffer,
  headers: ExtraHeaders,
): ChatRequest | Refusal {
  return parseBody(body, "data_url", (value, sliced) => {
    const refused = refuseFields(value);
    if (refused !== null) return refused;
    if (!checkImageBody.Check(value)) return refuseSchema([...checkImageBody.Errors(value)]);
    const order = orderPicture(catalogue, value);
    if (isRefusal(order)) return order;
    const chat = {
      ...without(value, readHere),
      messages: [{ role: "user", content: value.prompt }],
      modalities: ["image"],
      max_completion_tokens: order.tokensMax,
      ...(order.config === null ? {} : { image_config: order.config }),
    };
    const read = readChatBody(chat, sliced, headers);
    return isRefusal(read) ? renameFields(read) : read;
  });
}

const readHere = [
  "prompt",
  "size",
  "quality",
  "response_format",
  "background",
  "moderation",
  "partial_images",
];

interface PictureOrder {
  /** Output tokens that the picture may take, with what is thought before it. */
  readonly tokensMax: number | null;
  /** Null where the model is left to choose. */
  readonly config: ImageConfig | null;
}

/** Tokens that a model may think before it draws: some hundreds are usual. */
const thoughtTokensMax = 1_024;

function orderPicture(
  catalogue: Catalogue,
  { model: name, size }: ImageBody,
): PictureOrder | Refusal {
  const model = catalogue.find(name);
  // Which models there are is the road's own to say.
  if (model === null) return { tokensMax: null, config: null };
  if (!model.output.includes("image")) {
    return refuse("invalid_request", `${model.id} gives out no pictures.`, { param: "model" });
  }
  const rule = model.imageOutput ?? imageOutputDefault;
  if (size === undefined || size === null || size === "auto") {
    return { tokensMax: countImageOutput(rule, null) + thoughtTokensMax, config: null };
  }
  const sizes = sizesOf(rule);
  const found = sizes.get(size);
  if (found === undefined) return refuseSize(size, [...sizes.keys()]);
  const [width, height] = found.pixels;
  const { aspect_ratio, image_size } = found;
  return {
    tokensMax: countImageOutput(rule, { width, height }) + thoughtTokensMax,
    config: { aspect_ratio, image_size },
  };
}

function refuseSize(size: string, known: readonly string[]): Refusal {
  const allowed = ["auto", ...known.toReversed()].join(", ");
  return refuse(
    "invalid_request",
    `\`size\` ${JSON.stringify(size)} is none that this model makes exactly. Allowed: ${allowed}.`,
    { param: "size" },
  );
}
