import { parseRate, type Rate } from "../money/rate.ts";
import { type Given, isMapping, readMapping, WrongSetting } from "../settings/setting.ts";
import type { Price } from "./price.ts";

/**
 * Reads a price in dollars per million tokens: `{ input: "1.00", output: "10.00" }`, where each
 * side may instead name its modalities. `text` is then the one that must be named; another one
 * that isn't costs what text costs. Amounts are strings, because a number may have been rounded
 * before it was seen. Throws `WrongSetting`, which names the part at fault and what is allowed.
 */
export function readPrice(given: Given): Price {
  const allowed = 'a price such as { input: "2.50", output: "10.00" }';
  if (!isMapping(given.value)) throw new WrongSetting(given.name, given.value, allowed);
  const sides = readMapping(given, ["input", "output"]);
  const input = readSide({ name: `${given.name}.input`, value: sides["input"] }, inputNames);
  const output = readSide({ name: `${given.name}.output`, value: sides["output"] }, outputNames);
  return {
    input: {
      text: input("text"),
      image: input("image"),
      cached: input("cached"),
      audio: input("audio"),
    },
    output: { text: output("text"), image: output("image"), reasoning: output("reasoning") },
  };
}

const inputNames = ["text", "image", "cached", "audio"];
const outputNames = ["text", "image", "reasoning"];

/** Answers how to find a modality's rate on this side. */
function readSide(given: Given, names: readonly string[]): (name: string) => Rate {
  if (!isMapping(given.value)) {
    const flat = readRate(given);
    return () => flat;
  }
  const rates = readMapping(given, names);
  return (name) => {
    const named = rates[name] === undefined ? "text" : name;
    return readRate({ name: `${given.name}.${named}`, value: rates[named] });
  };
}

function readRate(given: Given): Rate {
  const found = typeof given.value === "string" ? parseRate(given.value) : null;
  if (found !== null) return found;
  throw new WrongSetting(
    given.name,
    given.value,
    'dollars per million tokens as a string such as "2.50", at most six decimals',
  );
}
