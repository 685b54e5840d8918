import type { FastifyReply, FastifyRequest } from "fastify";
import { reportUsage, type UsageReport } from "../admin/report-usage.ts";
import { writeTokens } from "../core/chat/write-usage.ts";
import { limits } from "../core/limits.ts";
import { cycleOf, dayOf, formatDay, startOfCycle } from "../core/money/cycle.ts";
import { formatDollars } from "../core/money/picodollars.ts";
import { isRefusal, type Refusal, refuse } from "../core/refusal.ts";
import { completionTokens, promptTokens } from "../core/tokens/usage.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store, UsageQuery, UsageRow } from "../ports/store.ts";
import { type Row, sendCsv, wantsCsv } from "./csv.ts";
import { readRange } from "./read-range.ts";
import { sendRefusal } from "./refusals.ts";
import type { OperatorsUsageAsked } from "./schemas/usage-report.ts";
import { sendJson } from "./send-json.ts";

export interface UsageQuestion {
  readonly world: { readonly store: Store; readonly clock: Clock };
  /** Null for every account. */
  readonly accountId: string | null;
  /** Only operators are shown what providers charge, and what was lost. */
  readonly forOperators: boolean;
  readonly asked: OperatorsUsageAsked;
}

/** Answers what calls used and cost in some days, as JSON or as CSV. */
export async function sendUsage(
  request: FastifyRequest,
  reply: FastifyReply,
  question: UsageQuestion,
): Promise<FastifyReply> {
  const { world, accountId, forOperators, asked } = question;
  const range = readRange(asked);
  if (isRefusal(range)) return sendRefusal(reply, range);
  const now = world.clock.now();
  const to = range.end === null ? now : range.end - 1;
  const query: UsageQuery = {
    accountId,
    projectId: asked.project_id ?? null,
    keyId: asked.key_id ?? null,
    model: asked.model ?? null,
    from: range.from ?? startOfCycle(cycleOf(Math.min(now, to))),
    to: range.from !== null && range.end === null ? Math.max(now, range.from) : to,
    groupBy: asked.group_by ?? "model",
  };
  const { after = null, limit } = asked;
  const paged = after !== null || limit !== undefined;
  const csv = wantsCsv(request, asked.format);
  if (csv && paged) return sendRefusal(reply, refusePage());
  const page = { after, limit: limit ?? limits.pageDefault };
  const report = await reportUsage(world.store, paged ? { ...query, page } : query);
  if (csv) {
    return sendCsv(reply, "usage", usageRows(query, report, forOperators));
  }
  return sendJson(reply, {
    account_id: accountId,
    from: formatDay(dayOf(query.from)),
    to: formatDay(dayOf(query.to)),
    group_by: query.groupBy,
    total: writeCounted(report.total, forOperators),
    truncated: report.next !== null,
    next: report.next,
    data: report.rows.map((row) => ({ group: row.group, ...writeCounted(row, forOperators) })),
  });
}

function refusePage(): Refusal {
  return refuse("invalid_request", "CSV is always whole: leave out `after` and `limit`.");
}

function writeCounted(
  row: Omit<UsageRow, "group">,
  forOperators: boolean,
): Record<string, unknown> {
  const counted = {
    calls: row.calls,
    usage: writeTokens(row.usage),
    cost: formatDollars(row.cost),
  };
  if (!forOperators) return counted;
  const { providerCost, shortfall } = row;
  return {
    ...counted,
    provider_cost: formatDollars(providerCost),
    shortfall: formatDollars(shortfall),
  };
}

function* usageRows(query: UsageQuery, report: UsageReport, forOperators: boolean): Iterable<Row> {
  yield [query.groupBy, ...columns, ...(forOperators ? operatorsColumns : [])];
  for (const { group, calls, usage, cost, providerCost, shortfall } of report.rows) {
    const { prompt, completion } = usage;
    const counts = [calls, promptTokens(usage), completionTokens(usage)];
    const inputs = [prompt.text, prompt.image, prompt.cached, prompt.audio];
    const outputs = [completion.text, completion.image, completion.reasoning];
    const row = [group, ...counts, ...inputs, ...outputs, formatDollars(cost)];
    yield forOperators ? [...row, formatDollars(providerCost), formatDollars(shortfall)] : row;
  }
}

const columns = [
  "calls",
  "prompt_tokens",
  "completion_tokens",
  "prompt_text_tokens",
  "prompt_image_tokens",
  "prompt_cached_tokens",
  "prompt_audio_tokens",
  "completion_text_tokens",
  "completion_image_tokens",
  "completion_reasoning_tokens",
  "cost",
];

const operatorsColumns = ["provider_cost", "shortfall"];
