import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** A site of its own whose page has the TypeScript client, as `window.farebox`. */
export interface ClientPage {
  /** `http://127.0.0.1:PORT`: the origin that a gateway allows, or doesn't. */
  readonly origin: string;
  close(): Promise<void>;
}

const client = fileURLToPath(new URL("../../clients/typescript/src/farebox.ts", import.meta.url));

/** Bundles the client as a page's own tools would, and serves it on loopback. */
export async function openClientPage(): Promise<ClientPage> {
  const script = await bundleClient();
  const server = createServer((request, response) => {
    const isScript = request.url === "/client.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    response.end(isScript ? script : page);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const page = `<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,">
<script src="/client.js"></script>`;

async function bundleClient(): Promise<string> {
  const made = await rolldown({ input: client, platform: "browser" });
  const { output } = await made.generate({ format: "iife", name: "farebox", minify: true });
  await made.close();
  return output[0].code;
}
