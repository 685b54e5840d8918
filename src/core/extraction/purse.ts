import { minus, type Picodollars, plus, zero } from "../money/picodollars.ts";

/** A budget: what is spent of it, and what running calls may still cost. */
export interface Purse {
  readonly limit: Picodollars;
  spent(): Picodollars;
  /** Calls that hold a part of it. */
  running(): number;
  /** Whether a call's ceiling fits beside what is spent and what runs. */
  fits(ceiling: Picodollars): boolean;
  /** Sets a call's ceiling aside; false, and nothing set aside, where it does not fit. */
  reserve(ceiling: Picodollars): boolean;
  /** Sets aside what a call may have cost already, whether it fits or not. */
  admit(ceiling: Picodollars): void;
  /** Gives a ceiling back and takes what the call did cost. */
  resolve(ceiling: Picodollars, cost: Picodollars): void;
  /** Takes what was spent without a ceiling being set aside. */
  spend(cost: Picodollars): void;
}

/**
 * Keeps the promise of a budget: what is spent, what runs and the next call's ceiling fit in it
 * together, or the call is not made.
 */
export function openPurse(limit: Picodollars): Purse {
  let spent = zero;
  let held = zero;
  let running = 0;
  const fits = (ceiling: Picodollars): boolean => plus(spent, held, ceiling) <= limit;
  return {
    limit,
    spent: () => spent,
    running: () => running,
    fits,
    reserve(ceiling) {
      if (!fits(ceiling)) return false;
      held = plus(held, ceiling);
      running += 1;
      return true;
    },
    admit(ceiling) {
      held = plus(held, ceiling);
      running += 1;
    },
    resolve(ceiling, cost) {
      held = minus(held, ceiling);
      running -= 1;
      spent = plus(spent, cost);
    },
    spend(cost) {
      spent = plus(spent, cost);
    },
  };
}
