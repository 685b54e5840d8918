import type { Operator, Role } from "../core/access/operator.ts";
import { limits } from "../core/limits.ts";
import { idChanceBytes, newId } from "../core/new-id.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { writeSecret } from "../core/write-secret.ts";
import type { Office } from "./office.ts";

/** An operator with the token, shown this once and kept only as a keyed hash. */
export interface NewOperator {
  readonly operator: Operator;
  readonly token: string;
}

export async function createOperator(
  office: Office,
  terms: { readonly name: string; readonly role: Role },
): Promise<NewOperator> {
  const now = office.clock.now();
  const token = writeSecret("adm-", office.random.bytes(limits.secretBytes));
  const operator: Operator = {
    id: newId("op_", now, office.random.bytes(idChanceBytes)),
    name: terms.name,
    role: terms.role,
    tokenHash: office.hashSecret(token),
    hint: token.slice(-4),
    createdAt: now,
  };
  await office.store.operators.create(operator);
  return { operator, token };
}

/** The operator's very next call is refused. */
export async function removeOperator(office: Office, id: string): Promise<Operator | Refusal> {
  const operator = await office.store.operators.find(id);
  if (operator === null) return refuse("not_found", `There is no operator ${id}.`);
  await office.store.operators.remove(id);
  return operator;
}
