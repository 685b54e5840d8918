import { readFile } from "node:fs/promises";
import { Agent, fetch as fetchByPool } from "undici";
import { keepAliveMs } from "../limits.ts";
import type { Transport, TransportBounds } from "./transport.ts";

/** A pool of connections of its own, so that its client can close them. */
export function openTransport(bounds: TransportBounds): Transport {
  const pool = new Agent({
    connections: bounds.connectionsMax,
    connect: { timeout: bounds.connectTimeoutMs },
    keepAliveTimeout: keepAliveMs,
    // Time is kept by the client itself, as in browsers.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    // The package's answer is the web's own; the types of the two differ by a method or two.
    fetch: async (url, init) => (await fetchByPool(url, { ...init, dispatcher: pool })) as Response,
    close: () => pool.destroy(),
  };
}

export function readEnvironment(name: string): string | undefined {
  return process.env[name];
}

export async function readBytes(path: string): Promise<Uint8Array> {
  return await readFile(path);
}
