import { usageOf, writeHoldUsage } from "../../../core/chat/write-hold.ts";
import type { Hold } from "../../../core/ledger/types.ts";
import { completionTokens, promptTokens } from "../../../core/tokens/usage.ts";

/**
 * A charged call's usage in Google's fields, of which `candidatesTokenCount` leaves out the
 * thoughts; beside them `cost` and `cost_details`, as everywhere.
 */
export function writeUsageMetadata(hold: Hold): Record<string, unknown> {
  const usage = usageOf(hold);
  const { prompt, completion } = usage;
  const { cost, cost_details } = writeHoldUsage(hold, null);
  return {
    promptTokenCount: promptTokens(usage),
    candidatesTokenCount: completion.text + completion.image,
    totalTokenCount: promptTokens(usage) + completionTokens(usage),
    ...(prompt.cached === 0 ? {} : { cachedContentTokenCount: prompt.cached }),
    ...(completion.reasoning === 0 ? {} : { thoughtsTokenCount: completion.reasoning }),
    promptTokensDetails: writeModalities([
      ["TEXT", prompt.text],
      ["IMAGE", prompt.image],
      ["AUDIO", prompt.audio],
    ]),
    candidatesTokensDetails: writeModalities([
      ["TEXT", completion.text],
      ["IMAGE", completion.image],
    ]),
    ...(cost === undefined ? {} : { cost, cost_details }),
  };
}

/** Modalities that there are none of are left out, as this API does. */
export function writeModalities(
  counts: readonly (readonly [modality: string, tokens: number])[],
): readonly object[] {
  return counts
    .filter(([, tokens]) => tokens > 0)
    .map(([modality, tokenCount]) => ({ modality, tokenCount }));
}
