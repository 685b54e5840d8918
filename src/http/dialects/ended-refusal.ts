import type { ServerResponse } from "node:http";
import type { Hold } from "../../core/ledger/types.ts";
import { zero } from "../../core/money/picodollars.ts";
import { type Refusal, refusals } from "../../core/refusal.ts";
import { refusalHeaders } from "../refusals.ts";
import { addBill } from "./add-bill.ts";
import type { WriteError } from "./write-error.ts";

interface Refused {
  readonly hold: Hold;
  readonly refusal: Refusal;
  readonly write: WriteError;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Answers a refusal that came after the hold as an HTTP error, with the call's id and bill, and
 * with what was produced until then as `partial`.
 */
export function sendEndedRefusal(
  response: ServerResponse,
  { hold, refusal, write, headers = {} }: Refused,
  partial?: Record<string, unknown>,
): void {
  if (response.destroyed) return;
  const charged = (hold.charge ?? zero) > 0n;
  const produced = partial === undefined ? {} : { partial };
  const billed = addBill(refusal, hold);
  const metadata = { ...billed.metadata, ...produced };
  const body = JSON.stringify(write({ ...billed, metadata }, hold.order.id));
  response.writeHead(refusals[refusal.refused].status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    "x-request-id": hold.order.id,
    "x-farebox-attempts": String(hold.outcome?.attempts.length ?? 0),
    ...refusalHeaders(refusal, { charged }),
    ...headers,
  });
  response.end(body);
}
