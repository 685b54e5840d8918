import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { request } from "undici";
import type { UpstreamCall } from "./scripted-upstream.ts";
import type { ControlOrder } from "./scripted-upstream-process.ts";
import type { Script } from "./upstream-script.ts";

/** A scripted upstream in its own process, as seen from a test. */
export interface UpstreamProcess {
  readonly url: string;
  script(name: string, ...scripts: readonly Script[]): Promise<void>;
  release(checkpoint: string): Promise<void>;
  calls(name: string): Promise<readonly UpstreamCall[]>;
  close(): Promise<void>;
}

export async function startUpstreamProcess(): Promise<UpstreamProcess> {
  const program = fileURLToPath(new URL("./scripted-upstream-process.ts", import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
  process.on("exit", () => child.kill("SIGKILL"));
  const addresses = await readAddresses(child);
  return {
    url: addresses.url,
    script: async (name, ...scripts) => {
      await order(addresses.control, { kind: "script", name, scripts });
    },
    release: async (checkpoint) => {
      await order(addresses.control, { kind: "release", checkpoint });
    },
    calls: async (name) =>
      (await order(addresses.control, { kind: "calls", name })) as UpstreamCall[],
    close: async () => {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

async function readAddresses(child: ChildProcess): Promise<{ url: string; control: string }> {
  if (child.stdout === null) throw new Error("the upstream's output is a pipe");
  for await (const line of createInterface({ input: child.stdout })) {
    return JSON.parse(line) as { url: string; control: string };
  }
  throw new Error("the upstream ended before it was ready");
}

async function order(control: string, wanted: ControlOrder): Promise<unknown> {
  const answer = await request(control, { method: "POST", body: JSON.stringify(wanted) });
  return answer.body.json();
}
