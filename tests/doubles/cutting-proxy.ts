import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands between a client and a gateway, and breaks connections in mid-answer. */
export interface CuttingProxy {
  readonly url: string;
  /** Connections that were broken so far. */
  cuts(): number;
  /** Connections that stand at this moment. */
  open(): number;
  close(): Promise<void>;
}

/**
 * Opens it on loopback before the gateway at `target`. For each new connection `bytesOf` says after
 * how many bytes of answers it breaks; null for one that shall live.
 */
export async function openCuttingProxy(
  target: string,
  bytesOf: () => number | null,
): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let cuts = 0;
  const server = createServer((client) => {
    const gateway = connect(Number(port), hostname);
    sockets.add(client);
    let rest = bytesOf();
    const end = () => {
      sockets.delete(client);
      client.destroy();
      gateway.destroy();
    };
    for (const socket of [client, gateway]) socket.on("error", end).on("close", end);
    client.on("data", (piece) => gateway.write(piece));
    gateway.on("data", (piece: Buffer) => {
      if (rest === null || piece.length < rest) {
        rest = rest === null ? null : rest - piece.length;
        client.write(piece);
        return;
      }
      cuts += 1;
      client.write(piece.subarray(0, rest), () => end());
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    open: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
