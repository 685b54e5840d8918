import { type Picodollars, zero } from "../money/picodollars.ts";
import { rateUsage } from "../pricing/rate-usage.ts";
import { noUsage } from "../tokens/usage.ts";
import { picturesOf, pictureTokensOf, scaleTokens, textHundredths } from "./load.ts";
import type { Offer } from "./offer.ts";
import type { Workload } from "./workload.ts";

/** What it costs that a model sees one turn's pictures and describes them. */
export interface Describer {
  readonly model: string;
  readonly cost: Picodollars;
}

/** One call for the pictures of a turn; null where the model takes none. */
export function describePictures(workload: Workload, offer: Offer): Describer | null {
  const count = picturesOf(workload);
  if (count === 0) return { model: offer.model, cost: zero };
  const image = pictureTokensOf(workload, offer);
  if (image === null) return null;
  const hundredths = textHundredths(workload, offer);
  const usage = {
    prompt: { ...noUsage.prompt, image, text: scaleTokens(workload.instructionTokens, hundredths) },
    completion: {
      ...noUsage.completion,
      text: scaleTokens(count * workload.descriptionTokens, hundredths),
    },
  };
  return { model: offer.model, cost: rateUsage(offer.price.price, usage).total };
}

/** The one that the workload names, else the cheapest; null where none of them sees. */
export function chooseDescriber(workload: Workload, offers: readonly Offer[]): Describer | null {
  const named = workload.describedBy;
  const asked = named === null ? offers : offers.filter(({ model }) => model === named);
  return asked
    .flatMap((offer) => describePictures(workload, offer) ?? [])
    .reduce<Describer | null>(
      (cheapest, one) => (cheapest === null || one.cost < cheapest.cost ? one : cheapest),
      null,
    );
}
