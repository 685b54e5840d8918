import { assert } from "../assert.ts";
import { limits } from "../limits.ts";
import { cacheWrites, type Usage } from "../tokens/usage.ts";
import type { Sample } from "./draw-sample.ts";
import { type Load, scaleTokens } from "./load.ts";

/** What one call of a sample uses on a model, by modality. */
export interface CallTokens {
  text: number;
  picture: number;
  cached: number;
  written: number;
  output: number;
}

/**
 * Reads one call into `tokens`, which is used again for the next one: a plan reads millions. The
 * cache serves what the call before sent, whole or in part, from a least length on; what the next
 * call will be served is written by this one.
 */
export function readCall(sample: Sample, load: Load, at: number, tokens: CallTokens): void {
  const turn = at % sample.turns;
  const { hundredths, addedTokens } = load;
  tokens.text =
    scaleTokens(sample.prompt[at] ?? 0, hundredths) +
    addedTokens +
    load.descriptionTokens * (turn + 1);
  tokens.picture = load.pictureTokens * (load.sent === "resent" ? turn + 1 : 1);
  tokens.output = scaleTokens(sample.output[at] ?? 0, hundredths);
  tokens.cached = 0;
  tokens.written = 0;
  if (load.cacheableShare === 0) return;
  tokens.cached = cachedTokens(sample, load, at);
  if (turn + 1 === sample.turns) return;
  tokens.written = Math.max(0, cachedTokens(sample, load, at + 1) - tokens.cached);
}

/** The same as a usage that can be rated. */
export function usageOfCall(sample: Sample, load: Load, at: number): Usage {
  const tokens: CallTokens = { text: 0, picture: 0, cached: 0, written: 0, output: 0 };
  readCall(sample, load, at, tokens);
  const { text, picture, cached, written, output } = tokens;
  assert(cached + written <= text + picture, "a call caches no more than it sends");
  return {
    prompt: { text, image: picture, audio: 0, cached, ...cacheWrites(written, 0) },
    completion: { text: output, image: 0, reasoning: 0 },
  };
}

/** Where pictures leave the history, what stood behind them moves, and only what stood before stays. */
function cachedTokens(sample: Sample, load: Load, at: number): number {
  const turn = at % sample.turns;
  const moves = load.sent === "once" && load.pictureTokens > 0;
  const text = (moves ? sample.settled[at] : sample.repeated[at]) ?? 0;
  const pictures = load.sent === "resent" ? load.pictureTokens * turn : 0;
  const described = load.descriptionTokens * turn;
  const repeated = scaleTokens(text, load.hundredths) + load.addedTokens + pictures + described;
  const served = Math.floor(repeated * load.cacheableShare);
  return served < limits.cachedTokensLeast ? 0 : served;
}
