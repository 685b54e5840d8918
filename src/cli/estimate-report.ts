import {
  formatDollars,
  minus,
  type Picodollars,
  parseDollars,
  picodollars,
  zero,
} from "../core/money/picodollars.ts";
import { at, listAt } from "./at.ts";
import { formatFields } from "./fields.ts";
import { column, terminalWidth } from "./operator-command.ts";
import { formatTable } from "./table.ts";

/** An estimate as the gateway answered it, and what its model costs. */
export interface TalliedEstimate {
  readonly estimate: unknown;
  /** The model as `/v1/models` tells it. */
  readonly model: unknown;
  readonly names: readonly string[];
}

/** Each picture, the text and their sum, and what the whole call would cost and hold. */
export function formatEstimate(tallied: TalliedEstimate): string {
  const { estimate } = tallied;
  const columns = [
    column("PROMPT", "name", { flexible: true }),
    column("SIZE", "size"),
    column("DETAIL", "detail"),
    column("TILES", "tiles", { right: true }),
    column("TOKENS", "tokens", { right: true }),
    column("BOUND", "bound", { right: true }),
    column("COST", "cost", { right: true }),
  ];
  const table = formatTable(columns, rowsOf(tallied), terminalWidth());
  const refused = at(estimate, "refused");
  const whole = {
    model: at(estimate, "model"),
    max_completion_tokens: at(estimate, "max_completion_tokens"),
    completion_at_most: at(estimate, "cost.completion_max"),
    total_at_most: at(estimate, "cost.total_max"),
    hold: at(estimate, "hold"),
    admitted: refused === undefined ? "yes" : `no (${String(refused)})`,
    price_version: at(estimate, "price_version"),
  };
  return `${table}\n${formatFields(whole)}`;
}

interface Row {
  readonly name: string;
  readonly size: string | null;
  readonly detail: unknown;
  readonly tiles: unknown;
  readonly tokens: number;
  readonly bound: number;
  readonly cost: string | null;
}

function rowsOf({ estimate, model, names }: TalliedEstimate): readonly Row[] {
  const images = listAt(estimate, "images");
  const costs = costsOf(estimate, model);
  const pictures = images.map((image, index): Row => {
    const tokens = Number(at(image, "tokens"));
    return {
      name: names[index] ?? `picture ${index + 1}`,
      size: `${String(at(image, "width"))}×${String(at(image, "height"))}`,
      detail: at(image, "detail"),
      tiles: at(image, "tiles"),
      tokens,
      bound: Number(at(image, "tokens_max")),
      cost: costs === null ? null : formatDollars(times(costs.image, tokens)),
    };
  });
  const none = { size: null, detail: null, tiles: null };
  const bound = Number(at(estimate, "prompt_tokens_max"));
  const tokens = Number(at(estimate, "prompt_tokens_details.text_tokens"));
  const text: Row = {
    ...none,
    name: "text",
    tokens,
    bound: pictures.reduce((left, picture) => left - picture.bound, bound),
    cost: costs === null ? null : formatDollars(times(costs.text, tokens)),
  };
  const prompt = Number(at(estimate, "prompt_tokens"));
  const cost = String(at(estimate, "cost.prompt"));
  return [...pictures, text, { ...none, name: "all", tokens: prompt, bound, cost }];
}

/** Per token; null where a longer prompt has rates that the model's list doesn't tell. */
function costsOf(estimate: unknown, model: unknown) {
  const text = parseDollars(String(at(model, "pricing.prompt")));
  const image = parseDollars(String(at(model, "pricing.image_token")));
  if (text === null || image === null) return null;
  const details = at(estimate, "prompt_tokens_details");
  const sum = picodollars(
    times(text, Number(at(details, "text_tokens"))) +
      times(image, Number(at(details, "image_tokens"))),
  );
  return formatDollars(sum) === at(estimate, "cost.prompt") ? { text, image } : null;
}

function times(perToken: Picodollars, tokens: number): Picodollars {
  return picodollars(perToken * BigInt(tokens));
}

/** The same request under other terms. */
export interface Alternative {
  /** As it was asked for, such as `detail=low`. */
  readonly change: string;
  readonly estimate: unknown;
}

/** Each alternative beside the request as it is; MORE is what it may cost more, at most. */
export function formatAlternatives(
  estimate: unknown,
  alternatives: readonly Alternative[],
): string {
  const most = (one: unknown) => parseDollars(String(at(one, "cost.total_max"))) ?? zero;
  const columns = [
    column("WHAT IF", "change", { flexible: true }),
    column("TOKENS", "estimate.prompt_tokens", { right: true }),
    column("BOUND", "estimate.prompt_tokens_max", { right: true }),
    column("PROMPT", "estimate.cost.prompt", { right: true }),
    column("AT MOST", "estimate.cost.total_max", { right: true }),
    column("MORE", "more", { right: true }),
  ];
  const rows = [{ change: "as it is", estimate }, ...alternatives].map((one) => ({
    ...one,
    more: formatDollars(minus(most(one.estimate), most(estimate))),
  }));
  return `\n${formatTable(columns, rows, terminalWidth())}`;
}
