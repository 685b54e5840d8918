import type { TextRule } from "../catalogue/model.ts";
import { type Ratio, textAccounts, textRules } from "../tokens/text-rules.ts";
import { cacheWrites, type Usage } from "../tokens/usage.ts";

/** Usage as another model would have had it for the same texts: expected, and within what range. */
export interface TranslatedUsage {
  readonly expected: Usage;
  readonly least: Usage;
  readonly most: Usage;
}

/**
 * Translates the text of a call from one model's counting to another's. The text itself is not
 * kept, so its script is not known: Latin is expected, and the range spans Latin, Chinese or
 * Japanese, and code. Between two rules of one ratio nothing changes. What was read from a cache
 * or written to it keeps its share; the range's upper end has nothing cached, because another
 * provider need not have it. Pictures and sound stay as they are.
 *
 * Source: the ratios of `tokens/text-rules.ts`, whose own average error is 8.5 % at most.
 */
export function translateUsage(usage: Usage, from: TextRule, to: TextRule): TranslatedUsage {
  const shares = from === to ? null : (sharesByRules.get(`${from} ${to}`) ?? null);
  if (shares === null) return { expected: usage, least: usage, most: withoutCache(usage) };
  return {
    expected: scaleUsage(usage, shares.latin),
    least: scaleUsage(usage, shares.least),
    most: withoutCache(scaleUsage(usage, shares.most)),
  };
}

function withoutCache(usage: Usage): Usage {
  const { cached, cacheWrite = 0, cacheWrite1h = 0 } = usage.prompt;
  if (cached + cacheWrite + cacheWrite1h === 0) return usage;
  const { text, image, audio } = usage.prompt;
  return { ...usage, prompt: { text, image, audio, cached: 0 } };
}

/** The scripts that the ratios are calibrated on. */
const scripts = ["latin", "cjk", "code"] as const;

/** So many tokens of one model for so many of another. */
interface Share {
  readonly to: number;
  readonly from: number;
}

const whole: Share = { to: 100, from: 100 };

/** What is made of a text between two rules; the same for every call, and so worked out once. */
const sharesByRules = new Map(
  textRules.flatMap((from) => textRules.map((to) => [`${from} ${to}`, sharesBetween(from, to)])),
);

function sharesBetween(from: TextRule, to: TextRule) {
  const shares = scripts.map((script) => shareOf(ratioOf(from, script), ratioOf(to, script)));
  const sorted = shares.toSorted(compareShares);
  return { latin: shares[0] ?? whole, least: sorted[0] ?? whole, most: sorted.at(-1) ?? whole };
}

/** An exact rule's vocabulary is what ratios are measured against; the older one counts near it. */
function ratioOf(rule: TextRule, script: (typeof scripts)[number]): Ratio {
  return textAccounts[rule].ratios?.[script] ?? { hundredths: 100, hundredthsMax: 100 };
}

function shareOf(from: Ratio, to: Ratio): Share {
  return { to: to.hundredths, from: from.hundredths };
}

function compareShares(first: Share, second: Share): number {
  return first.to * second.from - second.to * first.from;
}

function scaleUsage({ prompt, completion }: Usage, share: Share): Usage {
  const scale = (tokens: number): number => Math.ceil((tokens * share.to) / share.from);
  return {
    prompt: {
      text: scale(prompt.text),
      image: prompt.image,
      audio: prompt.audio,
      cached: scale(prompt.cached),
      ...cacheWrites(scale(prompt.cacheWrite ?? 0), scale(prompt.cacheWrite1h ?? 0)),
    },
    completion: {
      text: scale(completion.text),
      image: completion.image,
      reasoning: completion.reasoning,
    },
  };
}
