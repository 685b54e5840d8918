import { countPrompt } from "./count-prompt.ts";
import { type Exchange, readJson, sendJson } from "./exchange.ts";
import { measureAll } from "./measure-picture.ts";
import { modelNames } from "./model-names.ts";
import { isRejection } from "./request.ts";
import { type SandboxState, sendRejection } from "./serve-chat.ts";
import { anthropicWire } from "./wires/anthropic.ts";

/**
 * Counts a prompt on Anthropic's wire, as it would be billed.
 *
 * @see https://platform.claude.com/docs/en/api/messages-count-tokens
 */
export async function serveAnthropicCount(exchange: Exchange, state: SandboxState): Promise<void> {
  const body = await readJson(exchange, state.room);
  if (body === null) return;
  const request = isRejection(body) ? body : anthropicWire.read(withLimit(body.json));
  if (isRejection(request)) return sendRejection(exchange, anthropicWire, request);
  const pictures = await measureAll(request);
  if (isRejection(pictures)) return sendRejection(exchange, anthropicWire, pictures);
  const { text, image } = await countPrompt(request, pictures);
  sendJson(exchange, 200, { body: { input_tokens: text + image } });
}

/** What is only counted names no limit, which a call must. */
function withLimit(body: unknown): unknown {
  return typeof body === "object" && body !== null ? { max_tokens: 1, ...body } : body;
}

export const anthropicModels = {
  data: modelNames.map((id) => ({
    type: "model",
    id,
    display_name: id,
    created_at: "1970-01-01T00:00:00Z",
  })),
  has_more: false,
  first_id: modelNames[0],
  last_id: modelNames.at(-1),
};
