import type { Key, KeySpendLimit } from "../core/access/account.ts";
import { limits } from "../core/limits.ts";
import { idChanceBytes, newId } from "../core/new-id.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { writeSecret } from "../core/write-secret.ts";
import type { Office } from "./office.ts";

export interface KeyTerms {
  readonly name?: string | undefined;
  /** Available models by id; null or absent means every model. */
  readonly models?: readonly string[] | null | undefined;
  /** Tokens of output in one call. */
  readonly outputTokensMax?: number | null | undefined;
  readonly spendLimit?: KeySpendLimit | null | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number | null | undefined;
  readonly disabled?: boolean | undefined;
}

/** A key with its secret, shown this once and kept only as a keyed hash. */
export interface NewKey {
  readonly key: Key;
  readonly secret: string;
}

export async function createKey(
  office: Office,
  terms: KeyTerms & { readonly projectId: string; readonly name: string },
): Promise<NewKey | Refusal> {
  const project = await office.store.directory.project(terms.projectId);
  if (project === null) {
    return refuse("not_found", `There is no project ${terms.projectId}.`, { param: "project_id" });
  }
  const now = office.clock.now();
  const secret = makeSecret(office);
  const key: Key = {
    id: newId("key_", now, office.random.bytes(idChanceBytes)),
    projectId: project.id,
    accountId: project.accountId,
    name: terms.name,
    secretHash: office.hashSecret(secret),
    hint: secret.slice(-4),
    models: terms.models ?? null,
    outputTokensMax: terms.outputTokensMax ?? null,
    spendLimit: terms.spendLimit ?? null,
    expiresAt: terms.expiresAt ?? null,
    disabled: terms.disabled ?? false,
    createdAt: now,
  };
  await office.store.directory.createKey(key);
  return { key, secret };
}

/** Takes effect on the next request. What is not given stays as it is. */
export async function changeKey(
  office: Office,
  id: string,
  terms: KeyTerms,
): Promise<Key | Refusal> {
  const key = await office.store.directory.key(id);
  if (key === null) return refuseUnknownKey(id);
  const { outputTokensMax, spendLimit, expiresAt } = terms;
  const changed: Key = {
    ...key,
    name: terms.name ?? key.name,
    models: terms.models === undefined ? key.models : terms.models,
    outputTokensMax: outputTokensMax === undefined ? key.outputTokensMax : outputTokensMax,
    spendLimit: spendLimit === undefined ? key.spendLimit : spendLimit,
    expiresAt: expiresAt === undefined ? key.expiresAt : expiresAt,
    disabled: terms.disabled ?? key.disabled,
  };
  await office.store.directory.updateKey(changed);
  return changed;
}

/** Gives a key a new secret; the old one is void at once. */
export async function rotateKey(office: Office, id: string): Promise<NewKey | Refusal> {
  const key = await office.store.directory.key(id);
  if (key === null) return refuseUnknownKey(id);
  const secret = makeSecret(office);
  const changed = { ...key, secretHash: office.hashSecret(secret), hint: secret.slice(-4) };
  await office.store.directory.updateKey(changed);
  return { key: changed, secret };
}

export async function deleteKey(office: Office, id: string): Promise<Key | Refusal> {
  const key = await office.store.directory.key(id);
  if (key === null) return refuseUnknownKey(id);
  await office.store.directory.deleteKey(id);
  return key;
}

function makeSecret(office: Office): string {
  return writeSecret("sk-", office.random.bytes(limits.secretBytes));
}

function refuseUnknownKey(id: string): Refusal {
  return refuse("not_found", `There is no key ${id}.`);
}
