import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answers, burstEvents, pacedEvents } from "./scripted-answers.ts";

// A provider that costs as little as it can: it reads no body, and answers by its path alone.

const paceMs = 10;

const ways: Readonly<Record<string, (response: ServerResponse) => void>> = {
  fast: (response) => void response.end(answers.whole),
  paced: (response) => {
    let sent = 0;
    const step = (): void => {
      if (response.destroyed) return;
      response.write(answers.event);
      sent += 1;
      if (sent < pacedEvents) setTimeout(step, paceMs);
      else response.end(answers.closing);
    };
    step();
  },
  burst: (response) => {
    let sent = 0;
    const step = (): void => {
      if (response.destroyed) return;
      const room = response.write(answers.event);
      sent += 1;
      if (sent === burstEvents) response.end(answers.closing);
      else if (room) setImmediate(step);
      else response.once("drain", step);
    };
    step();
  },
};

const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  const answer = ways[request.url?.split("/")[1] ?? ""];
  request.resume();
  request.on("end", () => {
    if (answer === undefined) {
      response.writeHead(404).end();
      return;
    }
    // Providers do not know the length of a stream, so neither does this one say it.
    const head = { "content-type": "text/event-stream", "transfer-encoding": "chunked" };
    response.writeHead(200, head);
    answer(response);
  });
});

process.on("SIGTERM", () => process.exit(0));
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`upstream ready http://127.0.0.1:${port}\n`);
});
