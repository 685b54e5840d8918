import type { Account } from "../core/access/account.ts";
import { cycleOf, nextCycle } from "../core/money/cycle.ts";
import { zero } from "../core/money/picodollars.ts";
import { type CycleSum, type Statement, statementsUpTo } from "../core/money/statement.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";

/** What statements are read from. */
export interface StatementSource {
  readonly store: Pick<Store, "reports">;
  readonly clock: Clock;
}

/** One cycle's statement; an open cycle's changes until the month is over. */
export interface DatedStatement extends Statement {
  readonly open: boolean;
}

/** The statements of every cycle since the account was opened, the running one last. */
export async function listStatements(
  source: StatementSource,
  account: Account,
): Promise<readonly DatedStatement[]> {
  const sums = await source.store.reports.cycles(account.id);
  return statementsOf(sums, firstCycle(account, sums), cycleOf(source.clock.now()));
}

/** One cycle's statement; refused where the account has no such cycle. */
export async function findStatement(
  source: StatementSource,
  account: Account,
  cycle: string,
): Promise<DatedStatement | Refusal> {
  const running = cycleOf(source.clock.now());
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(cycle)) {
    return refuseCycle(`is "${cycle.slice(0, 40)}", and must be a month such as ${running}`);
  }
  if (cycle > running) return refuseCycle(`${cycle} has not begun; ${running} is running`);
  const sums = await source.store.reports.cycles(account.id);
  const first = firstCycle(account, sums);
  if (cycle < first) return refuseCycle(`${cycle} was before the account was opened, in ${first}`);
  const found = statementsOf(sums, cycle, running).find((one) => one.cycle === cycle);
  if (found === undefined) throw new Error(`the statements of ${account.id} lack ${cycle}`);
  return found;
}

function firstCycle(account: Account, sums: readonly CycleSum[]): string {
  const opened = cycleOf(account.createdAt);
  const settled = sums[0]?.cycle ?? opened;
  return settled < opened ? settled : opened;
}

/** The statements from one cycle on; before anything was settled they are empty. */
function statementsOf(
  sums: readonly CycleSum[],
  first: string,
  running: string,
): readonly DatedStatement[] {
  const known = new Map(statementsUpTo(sums, running).map((one) => [one.cycle, one]));
  const statements: DatedStatement[] = [];
  // Cycles compare as text, month by month.
  for (let cycle = first; cycle <= running; cycle = nextCycle(cycle)) {
    statements.push({ ...(known.get(cycle) ?? emptyStatement(cycle)), open: cycle === running });
  }
  return statements;
}

function emptyStatement(cycle: string): Statement {
  return { cycle, lines: 0, charged: zero, carryIn: zero, mills: 0n, carryOut: zero };
}

function refuseCycle(reason: string): Refusal {
  return refuse("invalid_request", `\`cycle\` ${reason}.`, { param: "cycle" });
}
