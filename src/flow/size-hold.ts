import { spendScope } from "../core/access/spend-scope.ts";
import type { HoldSize } from "../core/ledger/offer-hold.ts";
import { least, most, plus } from "../core/money/picodollars.ts";
import { priceTokens } from "../core/money/rate.ts";
import type { Terms } from "./agree-terms.ts";
import type { CallEstimate } from "./estimate-steps.ts";
import type { Gateway } from "./gateway.ts";

/** How much a call's hold takes: the ceiling where it is affordable, else at least a slice. */
export function sizeHold(gateway: Gateway, terms: Terms, estimate: CallEstimate): HoldSize {
  const { call, model } = terms;
  const { ceiling, outputTokensMax } = estimate;
  const slice = Math.min(gateway.settings.holdSliceTokens, outputTokensMax);
  // One event may bring a whole picture: less than that is no slice.
  const firstOutput = most(priceTokens(estimate.outputRate, slice), estimate.pictureBound);
  const firstSlice = plus(estimate.promptBound, firstOutput);
  // Output that is billed but not relayed as it goes can't be stopped by a slice.
  const unsliced = estimate.routes.some(
    ({ route }) => !route.streams || (route.hiddenOutput ?? model.hiddenOutput),
  );
  return {
    spendLimit: spendScope(call.caller.key, gateway.clock.now()),
    ceiling,
    wanted: ceiling,
    least: unsliced || call.chat.hold === "full" ? ceiling : least(ceiling, firstSlice),
  };
}
