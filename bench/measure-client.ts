import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ClientSamples, Sample } from "./client-process.ts";
import { bounds, type Figure } from "./figure.ts";
import { median } from "./quantile.ts";

export interface ClientOrder {
  readonly rounds: number;
  readonly chunks: number;
}

const execute = promisify(execFile);
const timeoutMs = 60_000;
const labels: Readonly<Record<keyof Sample, string>> = {
  ms: "TypeScript client, time added to a chunk",
  keptKilobytes: "TypeScript client, memory kept of a chunk",
  askedKilobytes: "TypeScript client, memory asked for, for a chunk",
};

/** What the TypeScript client adds to each chunk of a stream: time, and memory. */
export async function measureClient({ rounds, chunks }: ClientOrder): Promise<readonly Figure[]> {
  const program = join(import.meta.dirname, "client-process.ts");
  const flags = ["--expose-gc", "--max-semi-space-size=512", "--min-semi-space-size=512"];
  const parameters = [...flags, program, String(rounds), String(chunks)];
  const { stdout } = await execute(process.execPath, parameters, { timeout: timeoutMs });
  const samples: ClientSamples = JSON.parse(stdout);
  return [
    figure("client_ms_per_chunk", { samples, of: "ms", bound: bounds.clientMsPerChunk }),
    figure("client_kb_kept", {
      samples,
      of: "keptKilobytes",
      bound: bounds.clientKbPerChunk,
    }),
    figure("client_kb_asked", { samples, of: "askedKilobytes", bound: null }),
  ];
}

function figure(
  id: string,
  found: {
    readonly samples: ClientSamples;
    readonly of: keyof Sample;
    readonly bound: Figure["bound"];
  },
): Figure {
  const [bare, client] = [found.samples.bare, found.samples.client].map((samples) =>
    median(samples.map((sample) => sample[found.of])),
  );
  const [own, added] = [bare ?? 0, (client ?? 0) - (bare ?? 0)];
  const unit = found.of === "ms" ? "ms" : "KB";
  return {
    id,
    label: labels[found.of],
    value: added,
    unit,
    bound: found.bound,
    note: `bare undici ${own.toFixed(4)} ${unit}; the client parses, undici does not`,
  };
}
