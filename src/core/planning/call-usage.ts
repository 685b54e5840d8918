import { assert } from "../assert.ts";
import { limits } from "../limits.ts";
import { cacheWrites, type Usage } from "../tokens/usage.ts";
import type { Sample } from "./draw-sample.ts";
import { type Load, scaleTokens } from "./load.ts";

/** What one call of a sample uses on a model, by modality. */
export interface CallTokens {
  readonly text: number;
  readonly picture: number;
  /** Among both: what the provider's cache serves, and what is written to it. */
  readonly cached: number;
  readonly written: number;
  readonly output: number;
}

/**
 * Reads a sample's calls by their index. The cache serves what the call before sent, whole or in
 * part, from a least length on; what the next call will be served is written by this one. Every
 * call is read into the same record: a plan reads millions.
 */
export function openCalls(sample: Sample, load: Load): (at: number) => CallTokens {
  const { hundredths, addedTokens, descriptionTokens, pictureTokens } = load;
  const call = { text: 0, picture: 0, cached: 0, written: 0, output: 0 };
  return (at) => {
    const turn = at % sample.turns;
    const said = scaleTokens(sample.prompt[at] ?? 0, hundredths);
    call.text = said + addedTokens + descriptionTokens * (turn + 1);
    call.picture = pictureTokens * (load.sent === "resent" ? turn + 1 : 1);
    call.output = scaleTokens(sample.output[at] ?? 0, hundredths);
    if (load.cacheableShare === 0) return call;
    const isLast = turn + 1 === sample.turns;
    call.cached = cachedTokens(sample, load, at);
    call.written = isLast ? 0 : Math.max(0, cachedTokens(sample, load, at + 1) - call.cached);
    return call;
  };
}

/** One call as a usage that can be rated. */
export function usageOfCall(sample: Sample, load: Load, at: number): Usage {
  const { text, picture, cached, written, output } = openCalls(sample, load)(at);
  assert(cached + written <= text + picture, "a call caches no more than it sends");
  return {
    prompt: { text, image: picture, audio: 0, cached, ...cacheWrites(written, 0) },
    completion: { text: output, image: 0, reasoning: 0 },
  };
}

/** Where pictures leave the history, what stood behind them moves; what stood before stays. */
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
