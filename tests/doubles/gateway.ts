import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { until } from "./scripted-upstream.ts";

/** The real gateway as a child process on loopback, in a temporary data folder. */
export interface Gateway {
  readonly folder: string;
  readonly adminToken: string;
  /** `http://127.0.0.1:PORT`; another one after a restart. */
  url(): string;
  /** All that it has printed, for failure messages. */
  output(): string;
  /** Kills it as a power cut would. */
  kill9(): Promise<void>;
  /** Asks it to end (SIGTERM) and answers its exit code; null where a signal ended it. */
  stop(): Promise<number | null>;
  /** Sends SIGTERM and does not wait. */
  terminate(): void;
  running(): boolean;
  /** Starts it again on the same data folder. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

export interface GatewaySettings {
  /** The content of farebox.yaml; without it none is named, and the sandbox answers. */
  readonly config?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  /** A data folder that exists already; it is then not removed. */
  readonly folder?: string;
}

/** How a start ended that was not meant to succeed. */
export interface FailedStart {
  readonly exitCode: number | null;
  readonly output: string;
  /** Standard error, line by line. */
  readonly errors: readonly string[];
}

const adminToken = "admin-token-of-the-promise-tests";
const program = fileURLToPath(new URL("../../bin/farebox.js", import.meta.url));
const readyPattern = /^farebox ready (http:\/\/\S+)$/m;
const readyWithinMs = 30_000;

export async function startGateway(settings: GatewaySettings = {}): Promise<Gateway> {
  const folder = settings.folder ?? (await mkdtemp(join(tmpdir(), "farebox-promise-")));
  const environment = await prepare(folder, settings);
  let life = await beginLife(folder, environment);
  return {
    folder,
    adminToken,
    url: () => life.url,
    output: () => life.output(),
    running: () => isRunning(life.child),
    kill9: () => endLife(life.child, "SIGKILL").then(() => undefined),
    stop: () => endLife(life.child, "SIGTERM"),
    terminate: () => {
      life.child.kill("SIGTERM");
    },
    restart: async () => {
      life = await beginLife(folder, environment);
    },
    close: async () => {
      await endLife(life.child, "SIGKILL");
      if (settings.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the gateway where it should refuse to; waits at most half a minute. */
export async function failToStart(settings: GatewaySettings): Promise<FailedStart> {
  const folder = settings.folder ?? (await mkdtemp(join(tmpdir(), "farebox-promise-")));
  const run = launch(folder, await prepare(folder, settings));
  const over = () => readyPattern.test(run.output()) || !isRunning(run.child);
  await until(over, "the end of the start", readyWithinMs).catch(() => undefined);
  await endLife(run.child, "SIGKILL");
  await until(() => run.child.stdout?.readableEnded !== false, "all of its output", 5_000);
  if (settings.folder === undefined) await rm(folder, { recursive: true, force: true });
  const errors = run
    .errors()
    .split("\n")
    .filter((line) => line.trim() !== "");
  return { exitCode: run.child.exitCode, output: run.output(), errors };
}

async function prepare(
  folder: string,
  settings: GatewaySettings,
): Promise<Readonly<Record<string, string>>> {
  const environment: Record<string, string> = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    FAREBOX_HOST: "127.0.0.1",
    FAREBOX_PORT: "0",
    FAREBOX_DATA: join(folder, "data"),
    FAREBOX_ADMIN_TOKEN: adminToken,
    FAREBOX_LOG: "warn",
  };
  if (settings.config !== undefined) {
    const path = join(folder, "farebox.yaml");
    const { config } = settings;
    await writeFile(path, typeof config === "string" ? config : stringify(config));
    environment["FAREBOX_CONFIG"] = path;
  }
  return { ...environment, ...settings.environment };
}

interface Launch {
  readonly child: ChildProcess;
  output(): string;
  errors(): string;
}

function launch(folder: string, environment: Readonly<Record<string, string>>): Launch {
  const child = spawn(process.execPath, [program, "start"], {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  process.on("exit", () => child.kill("SIGKILL"));
  const pieces: string[] = [];
  const errors: string[] = [];
  child.stdout?.setEncoding("utf8").on("data", (piece: string) => pieces.push(piece));
  child.stderr?.setEncoding("utf8").on("data", (piece: string) => {
    pieces.push(piece);
    errors.push(piece);
  });
  return { child, output: () => pieces.join(""), errors: () => errors.join("") };
}

async function beginLife(folder: string, environment: Readonly<Record<string, string>>) {
  const run = launch(folder, environment);
  await until(
    () => readyPattern.test(run.output()) || !isRunning(run.child),
    "the ready line",
    readyWithinMs,
  ).catch((error: unknown) => {
    run.child.kill("SIGKILL");
    throw new Error(`${String(error)}; it printed:\n${run.output()}`);
  });
  const url = readyPattern.exec(run.output())?.[1];
  if (url === undefined) {
    throw new Error(`the gateway ended before it was ready; it printed:\n${run.output()}`);
  }
  return { ...run, url };
}

async function endLife(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (isRunning(child)) {
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
  return child.exitCode;
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
