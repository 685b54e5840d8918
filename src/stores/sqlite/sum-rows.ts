import type {
  CycleTotal,
  Session,
  SessionDay,
  Spend,
  UsageTotal,
} from "../../core/ledger/types.ts";
import { belowMill, fromMills, wholeMills } from "../../core/money/mills.ts";
import { type Picodollars, plus } from "../../core/money/picodollars.ts";
import { cacheWrites, type Usage } from "../../core/tokens/usage.ts";
import { amount, type Cell, count, countOrNull, type Row, text, textOrNull } from "./cells.ts";
import type { Values } from "./ledger-rows.ts";

export const spendColumns = ["scope", "charged", "held"];

export function readSpend(row: Row): Spend {
  return { scope: text(row[0]), charged: amount(row[1]), held: amount(row[2]) };
}

export function spendValues({ scope, charged, held }: Spend): Values {
  return [scope, charged, held];
}

export const sessionColumns = [
  "account_id",
  "session_id",
  "opening",
  "calls",
  "charged_mills",
  "charged_fractions",
  "opened_at",
  "last_at",
  "settled_at",
];

export function readSession(row: Row): Session {
  return {
    accountId: text(row[0]),
    sessionId: text(row[1]),
    opening: count(row[2]),
    calls: count(row[3]),
    charged: readSum(row[4], row[5]),
    openedAt: count(row[6]),
    lastAt: count(row[7]),
    settledAt: countOrNull(row[8]),
  };
}

export function sessionValues(session: Session): Values {
  const { accountId, sessionId, opening, calls, charged, openedAt, lastAt, settledAt } = session;
  return [accountId, sessionId, opening, calls, ...sumValues(charged), openedAt, lastAt, settledAt];
}

export const cycleColumns = [
  "account_id",
  "cycle",
  "lines",
  "mills",
  "fractions",
  "first_sequence",
  "last_sequence",
];

export function readCycle(row: Row): CycleTotal {
  return {
    accountId: text(row[0]),
    cycle: text(row[1]),
    lines: count(row[2]),
    mills: amount(row[3]),
    fractions: amount(row[4]),
    firstSequence: count(row[5]),
    lastSequence: count(row[6]),
  };
}

export function cycleValues(total: CycleTotal): Values {
  const { accountId, cycle, lines, mills, fractions, firstSequence, lastSequence } = total;
  return [accountId, cycle, lines, mills, fractions, firstSequence, lastSequence];
}

/** What usage is summed by; the session only where it is summed by session. */
export const usageNames = ["day", "account_id", "project_id", "key_id", "model"];

export const usageCounts = [
  "calls",
  "prompt_text",
  "prompt_image",
  "prompt_audio",
  "prompt_cached",
  "prompt_cache_write",
  "prompt_cache_write_1h",
  "completion_text",
  "completion_image",
  "completion_reasoning",
  "cost_mills",
  "cost_fractions",
  "provider_mills",
  "provider_fractions",
  "shortfall_mills",
  "shortfall_fractions",
];

export const usageTimes = ["last_at"];

/** Reads `usageNames`, the session or null, `usageCounts` and `usageTimes`, in this order. */
export function readUsageTotal(row: Row): UsageTotal {
  return {
    day: count(row[0]),
    accountId: text(row[1]),
    projectId: text(row[2]),
    keyId: text(row[3]),
    model: text(row[4]),
    sessionId: textOrNull(row[5]),
    ...readUsageCounts(row.slice(6)),
    lastAt: count(row[6 + usageCounts.length]),
  };
}

export type UsageCounts = Pick<
  UsageTotal,
  "calls" | "usage" | "cost" | "providerCost" | "shortfall"
>;

export function readUsageCounts(row: Row): UsageCounts {
  return {
    calls: count(row[0]),
    usage: readTokens(row.slice(1, 10)),
    cost: readSum(row[10], row[11]),
    providerCost: readSum(row[12], row[13]),
    shortfall: readSum(row[14], row[15]),
  };
}

function readTokens(row: Row): Usage {
  const counts = row.map(count);
  const [promptText = 0, promptImage = 0, audio = 0, cached = 0, ...rest] = counts;
  const [cacheWrite = 0, cacheWrite1h = 0, text = 0, image = 0, reasoning = 0] = rest;
  return {
    prompt: {
      text: promptText,
      image: promptImage,
      audio,
      cached,
      ...cacheWrites(cacheWrite, cacheWrite1h),
    },
    completion: { text, image, reasoning },
  };
}

/**
 * The values of `usageNames`, of the session where there is one, of `usageCounts` and of
 * `usageTimes`.
 */
export function usageValues(total: UsageTotal): Values {
  const { day, accountId, projectId, keyId, model, sessionId, calls, usage } = total;
  const { prompt, completion } = usage;
  return [
    day,
    accountId,
    projectId,
    keyId,
    model,
    ...(sessionId === null ? [] : [sessionId]),
    calls,
    prompt.text,
    prompt.image,
    prompt.audio,
    prompt.cached,
    prompt.cacheWrite ?? 0,
    prompt.cacheWrite1h ?? 0,
    completion.text,
    completion.image,
    completion.reasoning,
    ...sumValues(total.cost),
    ...sumValues(total.providerCost),
    ...sumValues(total.shortfall),
    total.lastAt,
  ];
}

/** What an amount without a bound is summed in. */
export const costColumns = ["cost_mills", "cost_fractions"];

export const sessionDayColumns = ["day", "account_id", "session_id", ...costColumns];

export function readSessionDay(row: Row): SessionDay {
  return {
    day: count(row[0]),
    accountId: text(row[1]),
    sessionId: text(row[2]),
    cost: readSum(row[3], row[4]),
  };
}

export function sessionDayValues({ day, accountId, sessionId, cost }: SessionDay): Values {
  return [day, accountId, sessionId, ...sumValues(cost)];
}

/** A sum that nothing bounds is kept in two columns: whole mills, and what is below one. */
function sumValues(sum: Picodollars): Values {
  return [wholeMills(sum), belowMill(sum)];
}

export function readSum(mills: Cell, fractions: Cell): Picodollars {
  return plus(fromMills(amount(mills)), amount(fractions));
}
