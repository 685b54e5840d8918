import { isAddress, isPublicAddress } from "../core/access/address.ts";
import { type Blocked, notPublic, readDestination } from "../core/access/destination.ts";
import { limits } from "../core/limits.ts";
import { type Names, systemNames } from "./names.ts";

/** Who may be called on a stranger's word. */
export interface GuardTerms {
  readonly names: Names;
  /** `host:port` that the operator allows although they are not public. */
  readonly hostsAllowed: readonly string[];
}

/** A checked way out: the connection goes to one of these addresses and to no other. */
export interface Way {
  readonly url: URL;
  readonly addresses: readonly string[];
}

/** A name behind which nothing was found. */
export interface Nowhere {
  readonly nowhere: string;
}

/**
 * Checks an address before it is called: its text, and every address behind its name. One inward
 * address among them blocks all of them, or a second try would find it. What is answered here is
 * what is connected to, so that a name can't lead elsewhere after the check.
 */
export async function guardAddress(
  terms: GuardTerms,
  text: string,
  stop: AbortSignal,
): Promise<Way | Blocked | Nowhere> {
  const destination = readDestination(text, terms.hostsAllowed);
  if ("blocked" in destination) return destination;
  const { url, host, trusted } = destination;
  if (isAddress(host)) return { url, addresses: [host] };

  const names = trusted ? systemNames : terms.names;
  const addresses = await names.find(host, stop);
  if (addresses.length === 0) return { nowhere: "its name leads nowhere" };
  if (addresses.length > limits.addressesPerNameMax) {
    return { nowhere: `its name leads to more than ${limits.addressesPerNameMax} addresses` };
  }
  if (!trusted && !addresses.every(isPublicAddress)) return { blocked: notPublic };
  return { url, addresses };
}
