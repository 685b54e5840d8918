import { mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Figure } from "./figure.ts";
import { quantile } from "./quantile.ts";

/** Bytes: what a small transaction adds to the database's log. */
const writeBytes = 12 * 1024;
const writes = 200;

/**
 * How long this disk takes to make a small write durable, when nobody asks it for more. Every call
 * waits for it at least twice, so no other figure can be read without it.
 */
export async function measureDisk(parent: string): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(parent, "disk-"));
  const file = await open(join(folder, "log"), "w");
  const took: number[] = [];
  try {
    for (let place = 0; place < writes; place += 1) {
      const beganAtMs = performance.now();
      await file.write(Buffer.alloc(writeBytes), 0, writeBytes, place * writeBytes);
      await file.datasync();
      took.push(performance.now() - beganAtMs);
    }
  } finally {
    await file.close();
    await rm(folder, { recursive: true });
  }
  return [
    {
      id: "disk_ms_p50",
      label: "disk: 12 KB written and synced, p50",
      value: quantile(took, 0.5),
      unit: "ms",
      bound: null,
      note: `p99 ${quantile(took, 0.99).toFixed(2)}`,
    },
  ];
}
