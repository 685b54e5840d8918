import { SettingError } from "../errors.ts";
import type { Transport, TransportBounds } from "./transport.ts";

/** The browser's own `fetch`; its connections are the browser's to keep and close. */
export function openTransport(_bounds: TransportBounds): Transport {
  return { fetch: (url, init) => globalThis.fetch(url, init), close: async () => {} };
}

/** A page has no environment. */
export function readEnvironment(_name: string): string | undefined {
  return undefined;
}

export async function readBytes(path: string): Promise<Uint8Array> {
  throw new SettingError(
    `"${path}" is taken for a path, and a browser reads no paths; give the File, Blob or bytes`,
  );
}
