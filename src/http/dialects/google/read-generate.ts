import type { ChatRequest, PictureSource } from "../../../core/chat/request.ts";
import { isRecord } from "../../../core/is-record.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import { refuseSchema } from "../../schemas/schema-error.ts";
import type { ExtraHeaders } from "../extra-headers.ts";
import { parseBody } from "../parse-body.ts";
import { readExtras } from "../read-extras.ts";
import { refusePictures } from "../refuse-pictures.ts";
import type { SlicedBody } from "../slice-body.ts";
import { toCamelCase } from "./camel-case.ts";
import { readContents } from "./read-contents.ts";
import { readSettings, readThinking } from "./read-settings.ts";
import { checkGenerateBody, type GenerateBody } from "./schema.ts";

/** What the address of a call says. */
export interface Address {
  readonly model: string;
  readonly stream: boolean;
}

/** Reads the body of `generateContent` into the one dialect inside. */
export function readGenerate(
  body: Buffer,
  headers: ExtraHeaders,
  address: Address,
): ChatRequest | Refusal {
  return parseBody(body, "data_field", (value, sliced) => {
    // The count of a whole request wraps it once more.
    const given = toCamelCase(unwrap(value));
    const refused = refuseTools(given);
    if (refused !== null) return refused;
    if (!checkGenerateBody.Check(given)) return refuseSchema([...checkGenerateBody.Errors(given)]);
    return assemble(given, sliced, { headers, address });
  });
}

function unwrap(value: unknown): unknown {
  const wrapped = isRecord(value)
    ? (value["generateContentRequest"] ?? value["generate_content_request"])
    : undefined;
  return wrapped ?? value;
}

interface Around {
  readonly headers: ExtraHeaders;
  readonly address: Address;
}

function assemble(
  body: GenerateBody,
  sliced: SlicedBody,
  { headers, address }: Around,
): ChatRequest | Refusal {
  const extras = readExtras(body, headers);
  if (isRefusal(extras)) return extras;
  const pictures: PictureSource[] = [];
  const messages = readContents(body, { sliced, pictures });
  if (isRefusal(messages)) return messages;
  const many = refusePictures(pictures, "contents");
  if (many !== null) return many;
  const thinking = readThinking(body.generationConfig);
  return {
    ...address,
    messages,
    pictures,
    passedOn: readSettings(body),
    ...(thinking === undefined ? {} : { thinking }),
    outputTokensMax: body.generationConfig?.maxOutputTokens ?? null,
    includeUsage: true,
    ...extras,
  };
}

/** Tools that the provider runs itself are billed by themselves, and nobody priced them. */
function refuseTools(body: unknown): Refusal | null {
  const tools: unknown = isRecord(body) ? body["tools"] : undefined;
  for (const [at, tool] of (Array.isArray(tools) ? tools : []).entries()) {
    const strange = Object.keys(isRecord(tool) ? tool : {}).find(
      (name) => name !== "functionDeclarations",
    );
    if (strange === undefined) continue;
    const param = `tools[${at}].${strange.slice(0, 100)}`;
    const sentence = `\`${param}\` is not priced here: only functions of your own are taken.`;
    return refuse("invalid_request", sentence, { param });
  }
  return null;
}
