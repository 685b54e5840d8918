import { writeHoldUsage } from "../../core/chat/write-hold.ts";
import type { Hold } from "../../core/ledger/types.ts";

/** `usage` as OpenAI's newer dialects name it; modalities and cost as in every answer. */
export function writeTokenUsage(hold: Hold): Record<string, unknown> {
  const {
    prompt_tokens: input_tokens,
    completion_tokens: output_tokens,
    prompt_tokens_details: input_tokens_details,
    completion_tokens_details: output_tokens_details,
    ...more
  } = writeHoldUsage(hold, null);
  return { input_tokens, input_tokens_details, output_tokens, output_tokens_details, ...more };
}
