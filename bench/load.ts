import { Connection, type Timing } from "./connection.ts";

/** Where calls go, and what is sent there. */
export interface Target {
  readonly origin: URL;
  /** Whole requests, heads included; they take turns. */
  readonly requests: readonly Buffer[];
}

export interface OpenLoad {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Milliseconds from the moment at which a call was meant to be sent. */
export interface Sample {
  readonly firstByteMs: number;
  readonly wholeMs: number;
}

/** Above it the target is not keeping up, and more connections would not make it. */
const connectionsMax = 512;

/**
 * Sends calls at a fixed rate, whether or not those before were answered. Time counts from when a
 * call was due, so that a target that stalls also pays for those it kept waiting.
 */
export async function loadOpenly(target: Target, load: OpenLoad): Promise<readonly Sample[]> {
  const idle = [await Connection.open(target.origin)];
  const opened = [...idle];
  const calls: Promise<Sample>[] = [];
  const due = Math.round(load.perSecond * load.seconds);
  const beganAtMs = performance.now();
  try {
    for (let sent = 0; sent < due; ) {
      const dueAtMs = beganAtMs + (sent * 1000) / load.perSecond;
      const waitMs = dueAtMs - performance.now();
      if (waitMs > 0) {
        await sleep(waitMs);
        continue;
      }
      const call = callOnce(target, { idle, opened, dueAtMs, turn: sent });
      call.catch(() => undefined);
      calls.push(call);
      sent += 1;
    }
    return await Promise.all(calls);
  } finally {
    for (const connection of opened) connection.close();
  }
}

interface Turn {
  readonly idle: Connection[];
  readonly opened: Connection[];
  readonly dueAtMs: number;
  readonly turn: number;
}

async function callOnce(target: Target, { idle, opened, dueAtMs, turn }: Turn): Promise<Sample> {
  let connection = idle.pop();
  if (connection === undefined) {
    if (opened.length >= connectionsMax) throw new Error("the target does not keep up");
    connection = await Connection.open(target.origin);
    opened.push(connection);
  }
  const { firstByteAtMs, endedAtMs } = await connection.send(requestOf(target, turn));
  idle.push(connection);
  return { firstByteMs: firstByteAtMs - dueAtMs, wholeMs: endedAtMs - dueAtMs };
}

export interface ClosedLoad {
  readonly connections: number;
  readonly seconds: number;
}

export interface Throughput {
  readonly calls: number;
  readonly perSecond: number;
}

/** Keeps every connection busy: each sends its next call when the last one was answered. */
export async function loadClosed(target: Target, load: ClosedLoad): Promise<Throughput> {
  const connections = await openAll(target, load.connections);
  let calls = 0;
  const beganAtMs = performance.now();
  const endAtMs = beganAtMs + load.seconds * 1000;
  const keepBusy = async (connection: Connection): Promise<void> => {
    while (performance.now() < endAtMs) {
      await connection.send(requestOf(target, calls));
      calls += 1;
    }
  };
  try {
    await Promise.all(connections.map(keepBusy));
    return { calls, perSecond: (calls * 1000) / (performance.now() - beganAtMs) };
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** Calls one after the other on one connection; milliseconds of each, from the sending on. */
export async function loadSingly(target: Target, calls: number): Promise<readonly number[]> {
  const connection = await Connection.open(target.origin);
  const took: number[] = [];
  try {
    for (let turn = 0; turn < calls; turn += 1) {
      const beganAtMs = performance.now();
      const timing: Timing = await connection.send(requestOf(target, turn));
      took.push(timing.endedAtMs - beganAtMs);
    }
    return took;
  } finally {
    connection.close();
  }
}

async function openAll(target: Target, count: number): Promise<readonly Connection[]> {
  return await Promise.all(Array.from({ length: count }, () => Connection.open(target.origin)));
}

function requestOf(target: Target, turn: number): Buffer {
  const request = target.requests[turn % target.requests.length];
  if (request === undefined) throw new Error("a target needs something to be sent");
  return request;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
