import { outputLimit, refuseTwoStep } from "../core/access/permission.ts";
import type { TwoStep } from "../core/catalogue/two-step.ts";
import { describingChat } from "../core/chat/step-chats.ts";
import { limits } from "../core/limits.ts";
import { isRefusal, type Refusal, refuse } from "../core/refusal.ts";
import { type Asked, agreeOnModel, type Terms } from "./agree-terms.ts";
import type { Gateway } from "./gateway.ts";

/**
 * What a call to two models may have: the first describes its pictures, the second writes. Without
 * a picture the second answers alone.
 */
export function agreeSteps(gateway: Gateway, call: Asked, twoStep: TwoStep): Terms | Refusal {
  const { id, vision, writer } = twoStep;
  const { chat, caller } = call;
  const refused = refuseTwoStep(caller.key, twoStep);
  if (refused !== null) return refused;
  const summary = agreeSummary(call, twoStep);
  if (isRefusal(summary)) return summary;

  const writing = agreeOnModel(gateway, call, writer);
  if (isRefusal(writing)) return writing;
  if (chat.pictures.length === 0) return { ...writing, name: id, vision: null, inSteps: true };

  const describing = { ...call, chat: describingChat(chat, vision, summary.tokens) };
  const seeing = agreeOnModel(gateway, describing, vision);
  if (isRefusal(seeing)) return seeing;
  return {
    ...writing,
    name: id,
    vision: seeing,
    inSteps: true,
    // The same text has more tokens in some vocabularies than in others.
    handedOn: { tokens: summary.tokens, tokensMax: summary.tokens * limits.summaryGrowthMax },
  };
}

/** The tokens that the first model may take; asked above its limit or the key's it is refused. */
function agreeSummary(
  { chat, caller }: Asked,
  { vision }: TwoStep,
): { readonly tokens: number } | Refusal {
  const limit = outputLimit(caller.key, vision);
  const asked = chat.summaryTokensMax ?? null;
  if (asked === null) return { tokens: Math.min(limits.summaryTokensDefault, limit) };
  if (asked <= limit) return { tokens: asked };
  return refuse(
    "invalid_request",
    `two_step.summary_tokens is ${asked}, but ${vision.id} may write at most ${limit} here.`,
    { param: "two_step.summary_tokens", metadata: { summary_tokens: asked, allowed: limit } },
  );
}
