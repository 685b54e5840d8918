import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createPlainServer, type Socket } from "node:net";

/** A web server on loopback that serves one file, and knows who came. */
export interface PictureServer {
  /** `127.0.0.1:PORT`, or with the host that it was opened for. */
  readonly host: string;
  readonly requests: readonly IncomingMessage[];
  /** Decides what is answered from now on. */
  serve(answer: (response: ServerResponse, request: IncomingMessage) => void): void;
  /** Serves these bytes whole, with their length. */
  serveBytes(bytes: Uint8Array, mediaType?: string): void;
  close(): Promise<void>;
}

export async function openPictureServer(host = "127.0.0.1"): Promise<PictureServer> {
  const requests: IncomingMessage[] = [];
  let answer = (response: ServerResponse, _request: IncomingMessage): void => {
    response.writeHead(404).end();
  };
  const server = createServer((request, response) => {
    requests.push(request);
    response.on("error", () => undefined);
    answer(response, request);
  });
  server.listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    host: `${host.includes(":") ? `[${host}]` : host}:${port}`,
    requests,
    serve: (next) => {
      answer = next;
    },
    serveBytes: (bytes, mediaType = "image/png") => {
      answer = (response) => {
        response.writeHead(200, { "content-type": mediaType, "content-length": bytes.length });
        response.end(bytes);
      };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Listens where nobody may come, and counts connections and bytes of those who do. */
export interface Tripwire {
  readonly port: number;
  connections: number;
  bytes: number;
  close(): Promise<void>;
}

export async function openTripwire(host: string, port = 0): Promise<Tripwire> {
  const sockets = new Set<Socket>();
  const server = createPlainServer((socket) => {
    sockets.add(socket);
    tripwire.connections += 1;
    socket.on("data", (piece) => {
      tripwire.bytes += piece.length;
    });
    socket.on("error", () => undefined);
  });
  server.listen(port, host);
  await once(server, "listening");
  const tripwire: Tripwire = {
    port: (server.address() as AddressInfo).port,
    connections: 0,
    bytes: 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
  return tripwire;
}
