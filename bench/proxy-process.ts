import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Dispatcher, Pool } from "undici";

// The bare road: what any gateway on this runtime pays, before it knows, counts or keeps anything.

const upstream = process.argv[2];
if (upstream === undefined) throw new Error("usage: proxy-process.ts UPSTREAM");
const pool = new Pool(upstream, { connections: null, pipelining: 1, keepAliveTimeout: 120_000 });

const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => forward(request, response, Buffer.concat(chunks)));
});

function forward(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const headers = {
    "content-type": request.headers["content-type"] ?? "",
    "content-length": String(body.length),
  };
  const path = request.url ?? "/";
  pool.dispatch({ path, method: "POST", headers, body }, relayTo(response));
}

function relayTo(response: ServerResponse): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (controller) => {
      response.on("close", () => {
        if (!response.writableFinished) controller.abort(new Error("the client is gone"));
      });
    },
    onResponseStart: (_controller, status, headers) => {
      response.writeHead(status, { "content-type": String(headers["content-type"]) });
    },
    onResponseData: (controller, bytes) => {
      if (response.write(bytes)) return;
      controller.pause();
      response.once("drain", () => controller.resume());
    },
    onResponseEnd: () => void response.end(),
    onResponseError: () => void response.destroy(),
  };
}

process.on("SIGTERM", () => process.exit(0));
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`proxy ready http://127.0.0.1:${port}\n`);
});
