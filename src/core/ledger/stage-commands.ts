import { type Applied, applyCommand, type LedgerLookup } from "./apply-command.ts";
import { changeSums, emptySums, gathered, type SumChanges, sessionName } from "./sums.ts";
import type { Balance, Command, Entry, Hold, Movement, Outcome } from "./types.ts";

/** All that one transaction has to write, decided before the first write. */
export interface Staged {
  /** One for each command, in their order. */
  readonly outcomes: readonly Outcome[];
  readonly newBalances: readonly Balance[];
  readonly changedBalances: readonly Balance[];
  readonly newHolds: readonly Hold[];
  readonly changedHolds: readonly Hold[];
  readonly movements: readonly Movement[];
  /** In the order of the commands. */
  readonly entries: readonly Entry[];
  readonly sums: SumChanges;
}

/** Decides commands in their order, each over what the ones before it left. Writes nothing. */
export function stageCommands(books: LedgerLookup, commands: readonly Command[]): Staged {
  const balances = stagedRows((id: string) => books.balance(id));
  const holds = stagedRows((id: string) => books.hold(id));
  const movements = stagedRows((id: string) => books.movement(id));
  const sums = emptySums();
  const keyed = new Map<string, string>();
  const staged: LedgerLookup = {
    balance: balances.find,
    hold: holds.find,
    movement: movements.find,
    spend: (scope) => sums.spends.get(scope) ?? books.spend(scope),
    keyedHoldId: (accountId, key) =>
      keyed.get(keyName(accountId, key)) ?? books.keyedHoldId(accountId, key),
    session: (accountId, sessionId) =>
      sums.newestSessions.get(sessionName({ accountId, sessionId })) ??
      books.session(accountId, sessionId),
  };
  const outcomes: Outcome[] = [];
  const entries: Entry[] = [];
  for (const command of commands) {
    const applied: Applied = applyCommand(staged, command);
    outcomes.push(applied.outcome);
    for (const balance of applied.balances) balances.put(balance.accountId, balance);
    for (const hold of applied.holds) holds.put(hold.order.id, hold);
    if (command.kind === "place_hold") keepKey(keyed, applied.holds);
    for (const movement of applied.movements) movements.put(movement.id, movement);
    entries.push(...applied.entries);
    changeSums(sums, applied.sums);
  }
  const money = balances.changes();
  const calls = holds.changes();
  return {
    outcomes,
    newBalances: money.created,
    changedBalances: money.changed,
    newHolds: calls.created,
    changedHolds: calls.changed,
    movements: movements.changes().created,
    entries,
    sums: gathered(sums),
  };
}

/** Only a hold that is placed takes its key: an older one that ends has lost it. */
function keepKey(keyed: Map<string, string>, placed: readonly Hold[]): void {
  for (const { order } of placed) {
    const { id, accountId, idempotency = null } = order;
    if (idempotency !== null) keyed.set(keyName(accountId, idempotency.key), id);
  }
}

function keyName(accountId: string, key: string): string {
  return JSON.stringify([accountId, key]);
}

interface StagedRows<Row> {
  readonly find: (id: string) => Row | null;
  readonly put: (id: string, row: Row) => void;
  readonly changes: () => { readonly created: readonly Row[]; readonly changed: readonly Row[] };
}

/** Rows as a transaction sees them: loaded once, then as the commands before left them. */
function stagedRows<Row>(load: (id: string) => Row | null): StagedRows<Row> {
  const loaded = new Map<string, Row | null>();
  const put = new Map<string, Row>();
  const find = (id: string): Row | null => {
    const staged = put.get(id);
    if (staged !== undefined) return staged;
    const known = loaded.get(id);
    if (known !== undefined) return known;
    const row = load(id);
    loaded.set(id, row);
    return row;
  };
  return {
    find,
    put: (id, row) => put.set(id, row),
    changes: () => {
      const created: Row[] = [];
      const changed: Row[] = [];
      for (const [id, row] of put) (loaded.get(id) === null ? created : changed).push(row);
      return { created, changed };
    },
  };
}
