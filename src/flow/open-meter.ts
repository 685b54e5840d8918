import { Meter } from "../core/metering/meter.ts";
import type { ModelTerms } from "./agree-terms.ts";
import type { Estimate } from "./estimate.ts";
import type { Gateway, Vocabulary } from "./gateway.ts";

/** Opens the meter of a call, or of one of its steps. */
export function openMeter(gateway: Gateway, terms: ModelTerms, estimate: Estimate): Meter {
  const { text, image } = estimate.prompt;
  return new Meter({
    prompt: { textTokens: text.tokens, imageTokens: image.tokens },
    price: terms.price.price,
    imageOutput: terms.model.imageOutput ?? null,
    counter: () => gateway.text.counter(outputVocabulary(terms)),
  });
}

/** Output is counted in o200k_base unless the model says otherwise. */
function outputVocabulary({ model }: ModelTerms): Vocabulary {
  return model.text === "cl100k_base" ? "cl100k_base" : "o200k_base";
}
