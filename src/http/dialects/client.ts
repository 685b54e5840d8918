import type { ServerResponse } from "node:http";
import { limits } from "../../core/limits.ts";
import type { Clock } from "../../ports/clock.ts";

/** The caller's end of the connection. */
export interface Client {
  readonly response: ServerResponse;
  readonly clock: Clock;
}

/** Calls back once when the connection closes before the answer was whole. */
export function whenGone(client: Client, left: () => void): void {
  const { response } = client;
  response.on("close", () => {
    if (!response.writableFinished) left();
  });
  // What a broken connection does is told by its closing.
  response.on("error", () => {});
}

/**
 * Writes bytes; a promise where the client is slower than its stream. A client that takes nothing
 * for too long counts as gone.
 */
export function writeTo(client: Client, bytes: Uint8Array): Promise<void> | undefined {
  const { response } = client;
  if (response.destroyed || response.write(bytes)) return undefined;
  if (response.writableLength < limits.writeBufferBytesMax) return undefined;
  return drained(client);
}

function drained(client: Client): Promise<void> {
  const { response, clock } = client;
  return new Promise((resolve) => {
    const go = (): void => {
      cancel();
      response.off("drain", go);
      response.off("close", go);
      resolve();
    };
    const cancel = clock.after(limits.clientStallTimeoutMs, () => response.destroy());
    response.on("drain", go);
    response.on("close", go);
  });
}
