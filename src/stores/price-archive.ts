import type { PriceVersion } from "../core/pricing/price.ts";
import type { PriceArchive } from "../ports/store.ts";

/** Published price versions, answered from memory; a version is durable before it is visible. */
export function openPriceArchive(
  kept: readonly PriceVersion[],
  persist: (version: PriceVersion) => Promise<void>,
): PriceArchive {
  const versions = new Map(kept.map((version) => [version.id, version]));
  const requireNew = (version: PriceVersion): void => {
    if (!versions.has(version.id)) return;
    throw new Error(`price version ${version.id} is published already and is never edited`);
  };
  return {
    all: async () => [...versions.values()],
    publish: async (version) => {
      requireNew(version);
      await persist(version);
      requireNew(version);
      versions.set(version.id, version);
    },
  };
}
