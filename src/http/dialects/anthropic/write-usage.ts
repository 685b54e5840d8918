import { usageOf, writeHoldUsage } from "../../../core/chat/write-hold.ts";
import type { Hold } from "../../../core/ledger/types.ts";
import { completionTokens, promptTokens } from "../../../core/tokens/usage.ts";

/**
 * A charged call's usage in Anthropic's fields, of which `input_tokens` leaves out what went
 * through the provider's cache; beside them `cost` and `cost_details`, as everywhere.
 */
export function writeMessagesUsage(hold: Hold): Record<string, unknown> {
  const usage = usageOf(hold);
  const { cached, cacheWrite = 0, cacheWrite1h = 0 } = usage.prompt;
  const { cost, cost_details } = writeHoldUsage(hold, null);
  return {
    input_tokens: promptTokens(usage) - cached - cacheWrite - cacheWrite1h,
    cache_creation_input_tokens: cacheWrite + cacheWrite1h,
    cache_read_input_tokens: cached,
    cache_creation: {
      ephemeral_5m_input_tokens: cacheWrite,
      ephemeral_1h_input_tokens: cacheWrite1h,
    },
    output_tokens: completionTokens(usage),
    output_tokens_details: { thinking_tokens: usage.completion.reasoning },
    server_tool_use: null,
    service_tier: "standard",
    ...(cost === undefined ? {} : { cost, cost_details }),
  };
}

/** What is known as the answer begins: the prompt, as it is expected to count. */
export function writeOpeningUsage(promptTokensExpected: number): Record<string, unknown> {
  return {
    input_tokens: promptTokensExpected,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: null,
    output_tokens: 0,
    output_tokens_details: null,
    server_tool_use: null,
    service_tier: "standard",
  };
}
