import { isIP, type LookupFunction } from "node:net";
import type { buildConnector, Client, Dispatcher } from "undici";
import { isSameAddress } from "../core/access/address.ts";
import { limits } from "../core/limits.ts";
import type { Way } from "./address-guard.ts";
import { wordsFor } from "./failure-words.ts";

export interface ExchangeOrder {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** One answer, on a connection of its own. */
export interface Exchange {
  readonly status: number;
  /** A header by its name in lower case; null where it is absent. */
  header(name: string): string | null;
  /** Throws where the connection dies, or the body isn't what HTTP says it must be. */
  readonly body: AsyncIterable<Buffer>;
  /** After the body has ended: whether the server went on beyond what it had announced. */
  goesOn(): Promise<boolean>;
  /** Closes the connection, at any moment. */
  close(): Promise<void>;
}

/** Why there is no answer, in words that end a sentence. */
export interface NoAnswer {
  readonly failed: string;
}

/**
 * Sends one request to one of the way's own addresses. The name in it stays what it was, for the
 * `Host` header and for the certificate. Never rejects; the stop signal closes the connection.
 */
export async function exchange(
  way: Way,
  order: ExchangeOrder,
  stop: AbortSignal,
): Promise<Exchange | NoAnswer> {
  // Loaded with the first call that goes out: many gateways never make one.
  const undici = await import("undici");
  const client = new undici.Client(way.url.origin, {
    connect: connectTo(undici.buildConnector, way.addresses),
    pipelining: 1,
    allowH2: false,
    // Whoever calls bounds the whole time by the stop signal.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    const { pathname, search } = way.url;
    const { method, headers, body } = order;
    const path = `${pathname}${search}`;
    const answer = await client.request({ method, path, headers, body, signal: stop });
    return follow(client, answer);
  } catch (error) {
    await client.destroy();
    return { failed: wordsFor(error) };
  }
}

/** A way to connect that asks no name server, and hands out no connection to anybody else. */
function connectTo(
  build: typeof buildConnector,
  addresses: readonly string[],
): buildConnector.connector {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_host, options, callback) => {
    const [first] = found;
    if (options.all === true) callback(null, found);
    else callback(null, first?.address ?? "", first?.family);
  };
  const connect = build({ lookup, timeout: limits.fetchMs, allowH2: false });
  return (options, callback) => {
    connect(options, (error, socket) => {
      if (error !== null) return callback(error, null);
      const { remoteAddress = "" } = socket;
      if (addresses.some((address) => isSameAddress(address, remoteAddress))) {
        return callback(null, socket);
      }
      socket.destroy();
      callback(new Error("connected to an address that nobody has checked"), null);
    });
  };
}

function follow(client: Client, answer: Dispatcher.ResponseData): Exchange {
  // A body that nobody reads dies with its connection, which is nobody's fault.
  answer.body.on("error", () => undefined);
  let excess = false;
  client.on("disconnect", (_origin, _targets, error) => {
    excess ||= error.name === "HTTPParserError" || error.message === "bad response";
  });
  return {
    status: answer.statusCode,
    header(name) {
      const value = answer.headers[name] ?? null;
      return Array.isArray(value) ? value.join(", ") : value;
    },
    body: answer.body,
    async goesOn() {
      // What came in the body's last piece is read on within two turns of the loop.
      for (let turn = 0; turn < 3 && !client.destroyed; turn += 1) await nextTurn();
      return excess;
    },
    close: () => client.destroy(),
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
