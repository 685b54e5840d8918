import { type Picodollars, picodollars } from "../money/picodollars.ts";
import { picturesOf, pictureTokensOf, scaleTokens, textHundredths } from "./load.ts";
import type { Offer } from "./offer.ts";
import type { CachingPlan, ChangedCost, PictureWay, Saving } from "./plan.ts";
import { type PlannedCalls, totalOfCalls } from "./plan-call.ts";
import { savedPermille } from "./ratio.ts";
import { divide } from "./spread.ts";
import type { Scene, Stage } from "./stage.ts";
import type { PicturesSent } from "./workload.ts";

/** Tenths of a percent: what saves less is not worth telling. */
const savingLeast = 50;
/** What would make a model cheaper: more than a few are not read. */
const savingsMax = 3;

/** A mean conversation with and without the cache; null where that makes no difference. */
export function planCaching(stage: Stage, offer: Offer): CachingPlan | null {
  const given = stage.workload.cacheableShare;
  const share = given === 0 ? 1 : given;
  const mean = (cacheableShare: number): Picodollars | null =>
    conversationOf({ ...stage, workload: { ...stage.workload, cacheableShare } }, offer);
  const [without, cached] = [mean(0), mean(share)];
  if (without === null || cached === null || without === cached) return null;
  return { share, without, with: cached };
}

/** A mean conversation in each way to send its pictures. */
export function planPictures(stage: Stage, offer: Offer): readonly PictureWay[] | null {
  const { workload, described } = stage;
  if (described === null) return null;
  const { turns } = workload;
  // What is sent again every turn is sent once, twice, three times …
  const sums = (turns * (turns + 1)) / 2;
  const image = pictureTokensOf(workload, offer) ?? 0;
  const count = picturesOf(workload) * workload.descriptionTokens;
  const text = scaleTokens(count, textHundredths(workload, offer));
  const sending = (picturesSent: PicturesSent, imageTokens: number): PictureWay => ({
    sent: picturesSent,
    imageTokens,
    descriptionTokens: 0,
    conversation: conversationOf(
      { ...stage, workload: { ...workload, picturesSent }, beside: picodollars(0n) },
      offer,
    ),
    describer: null,
  });
  return [
    sending("once", image * turns),
    sending("resent", image * sums),
    {
      sent: "described",
      imageTokens: 0,
      descriptionTokens: text * sums,
      conversation: conversationOf(described, offer),
      describer: described.describer?.model ?? null,
    },
  ];
}

/** What would make the workload cheaper on this model, the largest saving first. */
export function planSavings(stage: Stage, offer: Offer, planned: PlannedCalls): readonly Saving[] {
  return stage.variants
    .flatMap((variant): readonly Saving[] => {
      const call = callOf(variant, offer);
      if (call === null) return [];
      const saved = savedPermille(planned.call.mean, call);
      return [{ change: variant.change, call, savedPermille: saved }];
    })
    .filter((one) => one.savedPermille >= savingLeast)
    .sort((first, second) => second.savedPermille - first.savedPermille)
    .slice(0, savingsMax);
}

/** What the same model costs where the workload is changed as asked. */
export function planWhatIf(stage: Stage, offer: Offer, planned: PlannedCalls): ChangedCost | null {
  const { changed } = stage;
  if (changed === null) return null;
  const total = totalOf(changed, offer);
  if (total === null) return null;
  const { callsPerDay, daysPerMonth } = changed.workload;
  const calls = changed.sample.output.length;
  const call = divide(total, calls);
  return {
    call,
    month: divide(picodollars(total * BigInt(callsPerDay) * BigInt(daysPerMonth)), calls),
    savedPermille: savedPermille(planned.call.mean, call),
  };
}

/** A mean call; null where it can't be sent so. */
function callOf(scene: Scene, offer: Offer): Picodollars | null {
  const total = totalOf(scene, offer);
  return total === null ? null : divide(total, scene.sample.output.length);
}

function conversationOf(scene: Scene, offer: Offer): Picodollars | null {
  const total = totalOf(scene, offer);
  return total === null ? null : divide(total, scene.sample.conversations);
}

function totalOf({ workload, sample, beside }: Scene, offer: Offer): Picodollars | null {
  return beside === null ? null : totalOfCalls(workload, offer, { sample, beside });
}
