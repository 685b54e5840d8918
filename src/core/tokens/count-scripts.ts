import { type Count, exactly } from "./count.ts";
import { type Script, scripts, splitScripts } from "./split-scripts.ts";
import type { SplitPattern } from "./split-text.ts";
import type { TextAccount } from "./text-rules.ts";

/** Counts a text in the vocabulary of that name. */
export type CountText = (vocabulary: SplitPattern, text: string) => number;

/** Counts one text. */
export type Encode = (text: string) => Count;

/**
 * How an account counts one text: exactly in its vocabulary, or script by script by its ratios.
 * There the bound of what was never calibrated is its bytes, and no bound is above them: a token
 * stands for one byte at least.
 */
export function encodeFor(account: TextAccount, count: CountText): Encode {
  const { vocabulary, ratios } = account;
  if (ratios === null) return (text) => exactly(count(vocabulary, text));
  return (text) => {
    const parts = splitScripts(text);
    let tokens = 0;
    let tokensMax = 0;
    for (const script of scripts) {
      const part = parts[script];
      if (part === "") continue;
      const bytes = bytesOf(part);
      const base = count(vocabulary, part);
      tokens += Math.min(bytes, share(base, ratios[script].hundredths));
      tokensMax += boundOf(script, bytes, share(base, ratios[script].hundredthsMax));
    }
    return { tokens, tokensMax };
  };
}

function share(tokens: number, hundredths: number): number {
  return Math.ceil((tokens * hundredths) / 100);
}

function boundOf(script: Script, bytes: number, margin: number): number {
  return script === "other" ? bytes : Math.min(bytes, margin);
}

/** Bytes of a text in UTF-8; half a surrogate pair is written as U+FFFD. */
function bytesOf(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    // Both halves of a pair are four bytes together.
    const isPair = unit >= 0xd800 && unit <= 0xdbff && (text.codePointAt(at) ?? 0) > 0xffff;
    if (isPair) at += 1;
  }
  return bytes;
}
