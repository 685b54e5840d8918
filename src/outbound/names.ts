import { lookup, Resolver } from "node:dns/promises";
import { limits } from "../core/limits.ts";

/** What names lead to. */
export interface Names {
  /** Every address behind a name, none where it has none; ends on the stop signal. */
  find(host: string, stop: AbortSignal): Promise<readonly string[]>;
}

/**
 * Asks the name servers themselves, and neither files nor neighbours: what the system's own
 * look-up knows beyond the public names leads inward, and a slow one would hold up threads that
 * the whole process shares. `servers` are `address:port`; those of the system where none is given.
 */
export function publicNames(servers: readonly string[] = []): Names {
  return {
    async find(host, stop) {
      if (stop.aborted) return [];
      const resolver = new Resolver({ timeout: limits.nameLookUpMs, tries: 2 });
      if (servers.length > 0) resolver.setServers(servers);
      const cancel = () => resolver.cancel();
      stop.addEventListener("abort", cancel, { once: true });
      try {
        const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
        return found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
      } finally {
        stop.removeEventListener("abort", cancel);
      }
    },
  };
}

/** The system's own look-up, files included: for the hosts that the operator named. */
export const systemNames: Names = {
  async find(host, stop) {
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    // The system's look-up can't be called off; whoever has left doesn't wait for it.
    const leave = () => resolve([]);
    stop.addEventListener("abort", leave, { once: true });
    lookup(host, { all: true }).then(
      (found) => resolve(found.map(({ address }) => address)),
      () => resolve([]),
    );
    return await promise.finally(() => stop.removeEventListener("abort", leave));
  },
};
