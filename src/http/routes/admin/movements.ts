import type { FastifyInstance } from "fastify";
import { adjust, type Booked, topUp } from "../../../admin/movements.ts";
import { formatDollars, type Picodollars } from "../../../core/money/picodollars.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import type { Edge } from "../../edge.ts";
import { readAmount } from "../../read-amount.ts";
import { sendRefusal } from "../../refusals.ts";
import { adjustAccount, topUpAccount } from "../../schemas/admin/movements.ts";
import type { AdjustmentBody, TopUpBody } from "../../schemas/admin.ts";
import { sendJson } from "../../send-json.ts";
import { writeBalance, writeInstant } from "../../write-access.ts";

interface AccountPath {
  Params: { id: string };
}

/** What is paid into accounts, and what is corrected. */
export function adminMovements(app: FastifyInstance, edge: Edge): void {
  const { office } = edge;

  app.post<AccountPath & { Body: TopUpBody }>(
    "/admin/v1/accounts/:id/topups",
    { schema: topUpAccount },
    async (request, reply) => {
      const amount = readAmount(request.body.amount);
      if (amount === null || amount <= 0n) return sendRefusal(reply, refuseAmount("a positive"));
      const { reference } = request.body;
      const booked = await topUp(office, { accountId: request.params.id, amount, reference });
      return isRefusal(booked) ? sendRefusal(reply, booked) : sendJson(reply, write(booked), 201);
    },
  );

  app.post<AccountPath & { Body: AdjustmentBody }>(
    "/admin/v1/accounts/:id/adjustments",
    { schema: adjustAccount },
    async (request, reply) => {
      const amount = readAmount(request.body.amount);
      if (amount === null || amount === 0n) return sendRefusal(reply, refuseAmount("a non-zero"));
      const booked = await adjust(office, readAdjustment(request.params.id, request.body, amount));
      return isRefusal(booked) ? sendRefusal(reply, booked) : sendJson(reply, write(booked), 201);
    },
  );
}

function readAdjustment(accountId: string, body: AdjustmentBody, amount: Picodollars) {
  const { reference, reason } = body;
  return { accountId, amount, reference, reason, allowOwed: body.allow_owed ?? false };
}

function refuseAmount(kind: string): Refusal {
  return refuse(
    "invalid_request",
    `\`amount\` must be ${kind} amount in dollars with at most twelve decimals.`,
    { param: "amount" },
  );
}

function write(booked: Booked): Record<string, unknown> {
  const { movement } = booked;
  return {
    id: movement.id,
    account_id: movement.accountId,
    amount: formatDollars(movement.amount),
    reference: movement.reference,
    reason: movement.reason,
    owed: formatDollars(movement.owed),
    created_at: writeInstant(movement.at),
    repeated: booked.repeated,
    balance: writeBalance(booked.balance),
  };
}
