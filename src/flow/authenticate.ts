import type { Key } from "../core/access/account.ts";
import { keyUsable } from "../core/access/permission.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Caller, Gateway } from "./gateway.ts";

/**
 * Finds out who calls, from the `Authorization` header alone and before the body is read. Asks the
 * store each time: a revoked key fails on its very next call.
 */
export async function authenticate(
  gateway: Gateway,
  authorization: string | undefined,
): Promise<Caller | Refusal> {
  const secret = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (secret === undefined) {
    return refuse(
      "invalid_api_key",
      "No API key was given. Send it as `Authorization: Bearer sk-…`, or in `x-api-key` or " +
        "`x-goog-api-key`.",
    );
  }
  const { directory } = gateway.store;
  const key = await directory.keyBySecretHash(gateway.hashSecret(secret));
  if (key === null) return refuse("invalid_api_key", `Unknown API key ${mask(secret)}.`);
  return await callerWith(gateway, key, `API key ${mask(secret)}`);
}

/** The caller that a key makes, at this instant; `name` is how a refusal speaks of the key. */
export async function callerWith(
  gateway: Gateway,
  key: Key,
  name: string,
): Promise<Caller | Refusal> {
  if (!keyUsable(key, gateway.clock.now())) {
    const reason = key.disabled ? "disabled" : "expired";
    return refuse("invalid_api_key", `${name} ("${key.name}") is ${reason}.`);
  }
  const account = await gateway.store.directory.account(key.accountId);
  if (account === null) return refuse("invalid_api_key", `${name} belongs to no account.`);
  return { key, account };
}

/** Enough of a secret to tell which one it was, and no more. */
function mask(secret: string): string {
  return secret.length < 16 ? "sk-…" : `${secret.slice(0, 3)}…${secret.slice(-4)}`;
}
