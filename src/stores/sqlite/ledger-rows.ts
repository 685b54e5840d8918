import type { SQLInputValue } from "node:sqlite";
import type {
  Balance,
  Entry,
  EntryKind,
  Hold,
  HoldOrder,
  Movement,
} from "../../core/ledger/types.ts";
import { readOutcome, readUsed, writeOutcome, writeUsed } from "./call-json.ts";
import {
  amount,
  amountOrNull,
  count,
  countOrNull,
  flag,
  type Row,
  text,
  textOrNull,
  word,
} from "./cells.ts";

export type Values = readonly SQLInputValue[];

/** What each entry changes; last the account, which a change is found by and never changes. */
export const balanceColumns = ["posted", "held", "owed", "sequence", "head", "account_id"];

export function readBalance(row: Row): Balance {
  return {
    posted: amount(row[0]),
    held: amount(row[1]),
    owed: amount(row[2]),
    sequence: count(row[3]),
    head: text(row[4]),
    accountId: text(row[5]),
  };
}

export function balanceValues(balance: Balance): Values {
  const { accountId, posted, held, owed, sequence, head } = balance;
  return [posted, held, owed, sequence, head, accountId];
}

/** What a hold is asked for: written once. */
export const orderColumns = [
  "id",
  "account_id",
  "project_id",
  "key_id",
  "client_request_id",
  "session_id",
  "model",
  "price_version",
  "stream",
  "prompt_tokens",
  "output_tokens_max",
  "ceiling",
  "wanted",
  "least",
  "opened_at",
  "spend_scope",
  "spend_max",
  "idempotency_key",
  "idempotency_hash",
  "idempotency_expires_at",
];

/** What becomes of a hold: written again with each change. */
export const stateColumns = [
  "state",
  "amount",
  "checkpoint_charge",
  "checkpoint_usage",
  "charge",
  "shortfall",
  "closed_at",
  "outcome",
];

/** For reports alone; the record is read from the others. */
export const reportColumns = ["status"];

const holdStates = ["open", "settled", "released", "recovered"] as const;

/** Reads `orderColumns` and `stateColumns`, in this order. */
export function readHold(row: Row): Hold {
  const [state, set, checkpointCharge, checkpointUsage, ...rest] = row.slice(orderColumns.length);
  const [charge, shortfall, closedAt, outcome] = rest;
  return {
    order: readOrder(row),
    state: word(state, holdStates),
    amount: amount(set),
    checkpoint:
      checkpointCharge === null || checkpointUsage === null
        ? null
        : { charge: amount(checkpointCharge), ...readUsed(text(checkpointUsage)) },
    charge: amountOrNull(charge),
    shortfall: amount(shortfall),
    closedAt: countOrNull(closedAt),
    outcome: outcome === null ? null : readOutcome(text(outcome)),
  };
}

function readOrder(row: Row): HoldOrder {
  return {
    id: text(row[0]),
    accountId: text(row[1]),
    projectId: text(row[2]),
    keyId: text(row[3]),
    clientRequestId: textOrNull(row[4]),
    sessionId: textOrNull(row[5]),
    model: text(row[6]),
    priceVersion: text(row[7]),
    stream: flag(row[8]),
    promptTokens: count(row[9]),
    outputTokensMax: count(row[10]),
    ceiling: amount(row[11]),
    wanted: amount(row[12]),
    least: amount(row[13]),
    at: count(row[14]),
    spendLimit: row[15] === null ? null : { scope: text(row[15]), max: amount(row[16]) },
    idempotency:
      row[17] === null
        ? null
        : { key: text(row[17]), hash: text(row[18]), expiresAt: count(row[19]) },
  };
}

export function orderValues({ order }: Hold): Values {
  const { spendLimit, idempotency } = order;
  return [
    order.id,
    order.accountId,
    order.projectId,
    order.keyId,
    order.clientRequestId,
    order.sessionId,
    order.model,
    order.priceVersion,
    order.stream ? 1 : 0,
    order.promptTokens,
    order.outputTokensMax,
    order.ceiling,
    order.wanted,
    order.least,
    order.at,
    spendLimit?.scope ?? null,
    spendLimit?.max ?? null,
    idempotency?.key ?? null,
    idempotency?.hash ?? null,
    idempotency?.expiresAt ?? null,
  ];
}

/** The values of `stateColumns`, then of `reportColumns`. */
export function stateValues(hold: Hold): Values {
  const { checkpoint, outcome } = hold;
  return [
    hold.state,
    hold.amount,
    checkpoint?.charge ?? null,
    checkpoint === null ? null : writeUsed(checkpoint),
    hold.charge,
    hold.shortfall,
    hold.closedAt,
    outcome === null ? null : writeOutcome(outcome),
    outcome?.status ?? (hold.state === "recovered" ? "recovered" : null),
  ];
}

export const movementColumns = [
  "id",
  "kind",
  "account_id",
  "amount",
  "reference",
  "reason",
  "owed",
  "at",
];

export function readMovement(row: Row): Movement {
  return {
    id: text(row[0]),
    kind: word(row[1], ["top_up", "adjust"]),
    accountId: text(row[2]),
    amount: amount(row[3]),
    reference: text(row[4]),
    reason: textOrNull(row[5]),
    owed: amount(row[6]),
    at: count(row[7]),
  };
}

export function movementValues(movement: Movement): Values {
  const { id, kind, accountId, reference, reason, owed, at } = movement;
  return [id, kind, accountId, movement.amount, reference, reason, owed, at];
}

export const entryColumns = [
  "account_id",
  "sequence",
  "kind",
  "at",
  "subject",
  "posted",
  "held",
  "owed",
  "facts",
  "hash",
];

const entryKinds: readonly EntryKind[] = [
  "account_opened",
  "topped_up",
  "adjusted",
  "hold_placed",
  "hold_grown",
  "hold_settled",
  "hold_released",
  "hold_recovered",
  "session_settled",
  "shortfall_booked",
];

export function readEntry(row: Row): Entry {
  return {
    accountId: text(row[0]),
    sequence: count(row[1]),
    kind: word(row[2], entryKinds),
    at: count(row[3]),
    subject: text(row[4]),
    posted: amount(row[5]),
    held: amount(row[6]),
    owed: amount(row[7]),
    facts: readFacts(text(row[8])),
    hash: text(row[9]),
  };
}

export function entryValues(entry: Entry): Values {
  const { accountId, sequence, kind, at, subject, posted, held, owed, facts, hash } = entry;
  const amounts = [posted, held, owed];
  return [accountId, sequence, kind, at, subject, ...amounts, JSON.stringify(facts), hash];
}

/** Facts that somebody made unreadable are still read: the entry's hash is what judges them. */
function readFacts(json: string): Readonly<Record<string, string>> {
  try {
    const facts: unknown = JSON.parse(json);
    if (typeof facts !== "object" || facts === null) return { unreadable: json };
    return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, String(fact)]));
  } catch {
    return { unreadable: json };
  }
}
