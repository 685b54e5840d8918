import { nextCycle } from "./cycle.ts";
import { belowMill, wholeMills } from "./mills.ts";
import { type Picodollars, plus, zero } from "./picodollars.ts";

/** The lines of one cycle, summed. */
export interface CycleSum {
  /** `YYYY-MM`, UTC. */
  readonly cycle: string;
  readonly lines: number;
  /** Exact sum of the lines' charges. */
  readonly charged: Picodollars;
  /** Whole mills of each line, summed. */
  readonly mills: bigint;
  /** What each line is beyond its whole mills, summed. */
  readonly fractions: Picodollars;
}

/** One cycle's statement, in mills of $0.001. It moves no money. */
export interface Statement {
  readonly cycle: string;
  readonly lines: number;
  /** Exact sum of the lines' charges. */
  readonly charged: Picodollars;
  /** From the cycle before. */
  readonly carryIn: Picodollars;
  /** The lines' whole mills, and those that have gathered in what was carried in. */
  readonly mills: bigint;
  /** To the next cycle: the lines' fractions, and what was carried in below one mill. */
  readonly carryOut: Picodollars;
}

/**
 * The statements of an account, cycle by cycle from the first in which anything was settled up to
 * one, also for cycles in which nothing happened: a carry goes to the next month of the calendar.
 * Always: all settled mills and the last carry are exactly what all lines were charged.
 *
 * @param sums of every cycle, oldest first; later ones than `upTo` are left out.
 * @param upTo the last cycle, `YYYY-MM`.
 */
export function statementsUpTo(sums: readonly CycleSum[], upTo: string): readonly Statement[] {
  const byCycle = new Map(sums.map((sum) => [sum.cycle, sum]));
  const statements: Statement[] = [];
  let carryIn: Picodollars = zero;
  const [first] = sums;
  // Cycles compare as text; a year has four digits, so that there are at most 120,000.
  for (let cycle = first?.cycle ?? "none"; cycle <= upTo; cycle = nextCycle(cycle)) {
    const statement = statementOf(byCycle.get(cycle) ?? emptySum(cycle), carryIn);
    statements.push(statement);
    carryIn = statement.carryOut;
  }
  return statements;
}

function statementOf(sum: CycleSum, carryIn: Picodollars): Statement {
  const { cycle, lines, charged } = sum;
  return {
    cycle,
    lines,
    charged,
    carryIn,
    mills: sum.mills + wholeMills(carryIn),
    carryOut: plus(sum.fractions, belowMill(carryIn)),
  };
}

function emptySum(cycle: string): CycleSum {
  return { cycle, lines: 0, charged: zero, mills: 0n, fractions: zero };
}
