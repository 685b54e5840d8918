import { isRecord } from "../../../core/is-record.ts";
import { limits } from "../../../core/limits.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import type { RecallOutput } from "../dialect.ts";
import { parseBody } from "../parse-body.ts";
import { callOf, collectOutput } from "./collect-output.ts";

type Item = Readonly<Record<string, unknown>>;

/** Items of earlier answers, by their ids. */
export type RecalledItems = ReadonlyMap<string, Item>;

/**
 * Looks up the items that a body names by their ids alone: answers are kept for a while, prompts
 * never. What isn't found is told where it stands, by `putRecalled`.
 */
export async function recallItems(
  body: Buffer,
  recall: RecallOutput,
): Promise<RecalledItems | Refusal> {
  const found = new Map<string, Item>();
  // Nearly every body has none, and is not parsed for it.
  if (!body.includes("item_reference")) return found;
  const named = parseBody(body, "data_url", (value, sliced) => {
    sliced.slices.clear();
    return new Set(referencesIn(value).flatMap((id) => callOf(id) ?? []));
  });
  if (isRefusal(named)) return named;
  if (named.size > limits.recalledAnswersMax) return refuseMany();
  for (const call of named) {
    const chunks = (await recall(call)) ?? [];
    for (const item of collectOutput(call, chunks, "completed")) {
      found.set(String(item["id"]), item);
    }
  }
  return found;
}

function referencesIn(value: unknown): readonly string[] {
  const input = isRecord(value) ? value["input"] : null;
  if (!Array.isArray(input)) return [];
  return input.flatMap((item: unknown) =>
    isRecord(item) && item["type"] === "item_reference" && typeof item["id"] === "string"
      ? [item["id"]]
      : [],
  );
}

function refuseMany(): Refusal {
  return refuse(
    "invalid_request",
    `\`input\` names items of more than ${limits.recalledAnswersMax} earlier answers.`,
    { param: "input" },
  );
}

/** Puts what was recalled in the place of its reference; the items were checked one by one. */
export function putRecalled(
  input: readonly object[],
  recalled: RecalledItems,
): readonly Item[] | Refusal {
  const items: Item[] = [];
  for (const [index, given] of input.entries()) {
    const item: Item = { ...given };
    const whole = item["type"] === "item_reference" ? recalled.get(String(item["id"])) : item;
    if (whole === undefined) return refuseLost(`input[${index}].id`);
    items.push(whole);
  }
  return items;
}

function refuseLost(param: string): Refusal {
  return refuse(
    "invalid_request",
    `\`${param}\` names no item of an answer that is still kept for this project. Send the item ` +
      "itself: answers are kept for a while only, and prompts never.",
    { param },
  );
}
