import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, fetch } from "undici";
import { Farebox } from "../clients/typescript/src/farebox.ts";

// A process of its own: memory is measured with a young generation that nothing else fills.

/** Every so many chunks leave in one write, as a gateway's do under load. */
const chunksPerWrite = 4;
const model = "bench";

if (import.meta.main) {
  const [rounds, chunks] = process.argv.slice(2).map(Number);
  console.log(JSON.stringify(await takeSamples(rounds ?? 1, chunks ?? 1_000)));
}

/** Reads the same stream by the client and by bare undici, which looks at none of its bytes. */
async function takeSamples(rounds: number, chunks: number): Promise<ClientSamples> {
  const server = await serveStream(chunks);
  const farebox = new Farebox({ apiKey: "sk-of-the-bench", baseUrl: server.url });
  const agent = new Agent();
  const roads = {
    bare: () => readBare(server.url, agent),
    client: () => readByClient(farebox),
  };
  const samples = { bare: [] as Sample[], client: [] as Sample[] };
  const takeRound = async (counts: boolean): Promise<void> => {
    for (const road of ["bare", "client"] as const) {
      const sample = await take(roads[road], chunks);
      if (counts) samples[road].push(sample);
    }
  };
  try {
    // The first rounds, which compilers slow down, don't count.
    for (let round = -2; round < rounds; round += 1) await takeRound(round >= 0);
  } finally {
    await farebox.close();
    await agent.close();
    server.close();
  }
  return samples;
}

/** Samples of both roads, round by round. */
export interface ClientSamples {
  readonly bare: readonly Sample[];
  readonly client: readonly Sample[];
}

/** Per chunk. */
export interface Sample {
  readonly ms: number;
  /** What is held on to at the end, while the stream is still at hand. */
  readonly keptKilobytes: number;
  /** What was asked for on the way; nearly all of it lives no longer than its chunk. */
  readonly askedKilobytes: number;
}

interface Read {
  readonly length: number;
  /** Whatever was read from. */
  readonly source: object;
}

async function take(read: () => Promise<Read>, chunks: number): Promise<Sample> {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const beganAtMs = performance.now();
  const { length, source } = await read();
  const ms = performance.now() - beganAtMs;
  // The young generation is made so large that nothing is collected in between.
  const asked = process.memoryUsage().heapUsed - before;
  globalThis.gc?.();
  const kept = process.memoryUsage().heapUsed - before;
  if (length < chunks) throw new Error(`only ${length} characters came from ${source}`);
  const each = 1024 * chunks;
  return { ms: ms / chunks, keptKilobytes: kept / each, askedKilobytes: asked / each };
}

async function readBare(url: string, dispatcher: Agent): Promise<Read> {
  const source = await fetch(`${url}/bare`, { method: "POST", body: "{}", dispatcher });
  let length = 0;
  for await (const piece of source.body ?? []) length += piece.length;
  return { length, source };
}

async function readByClient(farebox: Farebox): Promise<Read> {
  const source = await farebox.stream({ model, messages: [{ role: "user", content: "go" }] });
  let length = 0;
  for await (const piece of source.text()) length += piece.length;
  return { length, source };
}

async function serveStream(chunks: number) {
  const pieces = Array.from({ length: chunks }, (_, index) => {
    const choices = [{ index: 0, delta: { content: ` word${index % 10}` }, finish_reason: null }];
    const chunk = { id: "chatcmpl-0", object: "chat.completion.chunk", created: 1, model, choices };
    return `id: ${index + 1}\ndata: ${JSON.stringify(chunk)}\n\n`;
  });
  const writes = Array.from({ length: Math.ceil(chunks / chunksPerWrite) }, (_, index) =>
    Buffer.from(pieces.slice(index * chunksPerWrite, (index + 1) * chunksPerWrite).join("")),
  );
  const server = createServer(async (request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "text/event-stream", "x-request-id": "chatcmpl-0" });
    for (const write of writes) {
      if (!response.write(write)) await once(response, "drain");
    }
    response.end("data: [DONE]\n\n");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
