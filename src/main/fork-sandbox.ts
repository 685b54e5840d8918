import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Log } from "../ports/log.ts";

/** The sandbox as a process of its own, which ends with us. */
export interface ForkedSandbox {
  readonly url: string;
  close(): void;
}

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

/** Milliseconds that the sandbox may take to start. */
const startTimeoutMs = 20_000;

/** Starts the sandbox on a free port of the loopback. Rejects where it does not come up. */
export function forkSandbox(log: Log): Promise<ForkedSandbox> {
  const child = fork(main, ["sandbox", "--port", "0"], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // Ctrl-C goes to a terminal's whole group: whoever drains still needs its upstream. It ends
    // with the channel.
    detached: true,
  });
  let closing = false;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill();
      reject(new Error("the sandbox did not start in time"));
    }, startTimeoutMs);
    child.once("message", (message) => {
      clearTimeout(timer);
      const url = readUrl(message);
      if (url === null) return reject(new Error("the sandbox did not tell its address"));
      child.unref();
      child.channel?.unref();
      resolve({
        url,
        close: () => {
          closing = true;
          child.kill();
        },
      });
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      if (!closing) log.error({ code }, "the sandbox ended by itself; its models are unreachable");
      reject(new Error(`the sandbox ended with code ${code}`));
    });
  });
}

function readUrl(message: unknown): string | null {
  if (typeof message !== "object" || message === null || !("url" in message)) return null;
  return typeof message.url === "string" ? message.url : null;
}
