import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A process that this run started, and ends. */
export interface Launched {
  readonly pid: number;
  /** `http://127.0.0.1:PORT`, as its ready line says. */
  readonly url: string;
  /** Asks it to end, and after `stopWithinMs` makes it. */
  stop(): Promise<void>;
}

export interface LaunchOrder {
  readonly name: string;
  readonly program: string;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const readyPattern = /^\S+ ready (http:\/\/\S+)$/m;
const readyWithinMs = 30_000;
const stopWithinMs = 20_000;

/** Starts a program on this Node and waits for the line that says where it listens. */
export async function launch(order: LaunchOrder): Promise<Launched> {
  const child = spawn(process.execPath, [order.program, ...(order.args ?? [])], {
    env: { PATH: process.env["PATH"] ?? "", ...order.environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  const url = await readUrl(order.name, child);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${order.name} has no process`);
  return {
    pid,
    url,
    stop: async () => {
      await end(child);
      process.off("exit", kill);
    },
  };
}

function readUrl(name: string, child: ChildProcess): Promise<string> {
  let printed = "";
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      leave();
      child.kill("SIGKILL");
      reject(new Error(`${name} ${why}; it printed:\n${printed}`));
    };
    const read = (piece: string): void => {
      printed = (printed + piece).slice(-10_000);
      const url = readyPattern.exec(printed)?.[1];
      if (url === undefined) return;
      leave();
      resolve(url);
    };
    const fallen = (): void => fail("ended before it was ready");
    const leave = (): void => {
      clearTimeout(timer);
      child.off("exit", fallen);
      child.stdout?.off("data", read).resume();
    };
    const timer = setTimeout(() => fail("was not ready in time"), readyWithinMs);
    child.once("exit", fallen);
    child.stdout?.setEncoding("utf8").on("data", read);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopWithinMs);
  child.kill("SIGTERM");
  await ended;
  clearTimeout(timer);
}
