import { checkBooks } from "../core/ledger/check-books.ts";
import type { Books } from "../ports/store.ts";

export interface AuditReport {
  readonly ok: boolean;
  /** How many entries the journal has. */
  readonly entries: number;
  /** How many accounts it speaks of, the operator's own included. */
  readonly accounts: number;
  /** The hash of all accounts' sorted chain heads; a later audit can prove from it. */
  readonly head: string;
  /** Short sentences that name the account or hold and both numbers; empty when all is well. */
  readonly differences: readonly string[];
}

/**
 * Re-derives all books from the journal and compares. With `since`, a head that an earlier clean
 * audit answered, it proves also that nothing before that one was rewritten or cut. A clean audit
 * is remembered; a head over books that disagree proves nothing and is not. The caller closes
 * the books.
 */
export async function auditBooks(books: Books, since?: string): Promise<AuditReport> {
  const sequences = since === undefined ? null : await books.remembered(since);
  const remembered = since === undefined || sequences === null ? null : { head: since, sequences };
  const check = await checkBooks(books, remembered);
  const unknown = since !== undefined && remembered === null;
  const differences = unknown
    ? [`head ${since} is not known to these books`, ...check.differences]
    : check.differences;
  const ok = check.differences.length === 0;
  if (ok) await books.remember(check.head, check.sequences);
  const { entries, accounts, head } = check;
  return { ok: differences.length === 0, entries, accounts, head, differences };
}
