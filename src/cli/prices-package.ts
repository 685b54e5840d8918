import { fileURLToPath } from "node:url";
import {
  type ComparedPrice,
  compareWithPackage,
  type FindGenaiPrices,
} from "../admin/compare-with-package.ts";
import { loadPrices } from "../admin/load-prices.ts";
import { openPriceBook } from "../admin/open-price-book.ts";

const data = fileURLToPath(new URL("../../data/", import.meta.url));

/** Prints where a shipped list's prices and those of the package genai-prices part. */
export async function printPackageDifferences(list: string, json: boolean): Promise<void> {
  const find = await openPackage();
  const book = openPriceBook(loadPrices(`${data}prices`));
  if (book.versions(list).length === 0) throw new Error(`there is no list "${list}"`);
  const compared = compareWithPackage(book, find, { list, at: Date.now() });
  process.stdout.write(json ? `${JSON.stringify({ data: compared })}\n` : asText(compared));
}

async function openPackage(): Promise<FindGenaiPrices> {
  try {
    const { calcPrice } = await import("@pydantic/genai-prices");
    return (model, timestamp) =>
      calcPrice({ input_tokens: 1 }, model, { timestamp })?.model_price ?? null;
  } catch {
    throw new Error("@pydantic/genai-prices is not installed (npm install @pydantic/genai-prices)");
  }
}

function asText(compared: readonly ComparedPrice[]): string {
  const unknown = compared.filter((one) => one.differences === null).map(({ model }) => model);
  const parting = compared.flatMap(({ model, confidence, differences }) =>
    (differences ?? []).map(
      ({ rate, ours, theirs }) =>
        `${model} (${confidence}): ${rate} is ${ours} here and ${theirs ?? "not named"} there\n`,
    ),
  );
  const known = compared.length - unknown.length;
  return [
    ...parting,
    `${known} models compared; not in the package: ${unknown.join(", ") || "none"}\n`,
  ].join("");
}
