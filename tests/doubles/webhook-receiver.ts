import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { until } from "./scripted-upstream.ts";

/** One call of a webhook, as it arrived. */
export interface ReceivedWebhook {
  /** Its path: tests that share a receiver tell their calls apart by it. */
  readonly path: string;
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly at: number;
}

/** A receiver of webhooks on loopback, that answers as it is told. */
export interface WebhookReceiver {
  /** `127.0.0.1:PORT`, as a setting allows it. */
  readonly host: string;
  url(path: string): string;
  /** What is answered on a path from now on; null for no answer at all. */
  answer(path: string, status: number | null): void;
  received(path: string): readonly ReceivedWebhook[];
  /** Waits until so many calls have come on a path. */
  waitFor(path: string, count: number): Promise<readonly ReceivedWebhook[]>;
  close(): Promise<void>;
}

export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const calls: ReceivedWebhook[] = [];
  const statuses = new Map<string, number | null>();
  const server = createServer((request, response) => {
    void readCall(request).then((call) => {
      calls.push(call);
      const status = statuses.get(call.path) ?? 204;
      if (statuses.get(call.path) !== null) response.writeHead(status).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const received = (path: string) => calls.filter((call) => call.path === path);
  return {
    host: `127.0.0.1:${port}`,
    url: (path) => `http://127.0.0.1:${port}${path}`,
    answer: (path, status) => statuses.set(path, status),
    received,
    waitFor: async (path, count) => {
      await until(() => received(path).length >= count, `${count} webhooks on ${path}`, 20_000);
      return received(path);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The body, after the standard's own package has found the signature true. */
export function verifyWebhook(call: ReceivedWebhook | undefined, secret: string): unknown {
  assert(call !== undefined, "a webhook came");
  return new Webhook(secret).verify(call.body, { ...call.headers });
}

async function readCall(request: IncomingMessage): Promise<ReceivedWebhook> {
  const at = Date.now();
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const id = headers["webhook-id"] ?? "";
  return { path: request.url ?? "", id, headers, body: Buffer.concat(pieces).toString("utf8"), at };
}
