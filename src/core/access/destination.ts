import { limits } from "../limits.ts";
import { isAddress, isPublicAddress } from "./address.ts";

/** Where a call out may go, as far as its text tells. */
export interface Destination {
  readonly url: URL;
  /** A name, or an address without brackets. */
  readonly host: string;
  /** True where the operator's own list names this host and port: then its addresses may be any. */
  readonly trusted: boolean;
}

/** Why a call out must not be made, in words that end a sentence. */
export interface Blocked {
  readonly blocked: string;
}

/**
 * Reads an address that a stranger gave, and says where it must not be called: anything but http
 * and https, other ports than theirs, credentials, names of this machine or its network, and
 * addresses that are not public, in every spelling that there is. Names still have to be looked
 * up, and each address behind them checked. `hostsAllowed` are `host:port`, as `readHosts` gives.
 */
export function readDestination(
  text: string,
  hostsAllowed: readonly string[],
): Destination | Blocked {
  if (text.length > limits.addressCharactersMax) {
    return { blocked: `it is longer than ${limits.addressCharactersMax} characters` };
  }
  if (!URL.canParse(text)) return { blocked: "it is not an address" };
  const url = new URL(text);
  const standardPort = standardPorts.get(url.protocol);
  if (standardPort === undefined) return { blocked: "only http and https are called" };
  if (url.username !== "" || url.password !== "") return { blocked: "it carries credentials" };
  url.hash = "";
  // A name's final dot says the same name: without it every spelling meets the same checks.
  if (url.hostname.endsWith(".")) url.hostname = url.hostname.slice(0, -1);

  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? standardPort : url.port;
  if (hostsAllowed.includes(`${url.hostname}:${port}`)) return { url, host, trusted: true };
  if (![...standardPorts.values()].includes(port)) {
    return { blocked: `port ${port} is not one of the web's` };
  }
  const open = isAddress(host) ? isPublicAddress(host) : isPublicName(host);
  return open ? { url, host, trusted: false } : { blocked: notPublic };
}

/** What is said of every address that leads inward: nothing is told of what lies there. */
export const notPublic = "it does not lead to the public internet";

const standardPorts: ReadonlyMap<string, string> = new Map([
  ["http:", "80"],
  ["https:", "443"],
]);

/** Last labels of names that mean this machine or its own network (RFC 6761, 6762, 8375, 9476). */
const localEndings = ["localhost", "local", "internal", "home.arpa", "alt", "onion"];

/** A public name has two labels at least; one alone is some neighbour's. */
function isPublicName(host: string): boolean {
  if (!host.includes(".") || host.endsWith(".")) return false;
  return !localEndings.some((ending) => host === ending || host.endsWith(`.${ending}`));
}
