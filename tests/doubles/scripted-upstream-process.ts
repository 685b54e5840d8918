import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openScriptedUpstream, type ScriptedUpstream } from "./scripted-upstream.ts";
import type { Script } from "./upstream-script.ts";

// A scripted upstream as a process of its own: it lives on when the gateway is killed, and keeps
// its own count. It prints one line of JSON with both addresses, and ends with its standard input.

const upstream = await openScriptedUpstream();
const control = createServer((request, response) => {
  answerControl(upstream, request, response).catch((error: unknown) => {
    response.writeHead(500).end(String(error));
  });
});
control.listen(0, "127.0.0.1");
await once(control, "listening");
const { port } = control.address() as AddressInfo;
console.log(JSON.stringify({ url: upstream.url, control: `http://127.0.0.1:${port}/control` }));
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();

async function answerControl(
  target: ScriptedUpstream,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const order = JSON.parse(Buffer.concat(pieces).toString("utf8")) as ControlOrder;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(carryOut(target, order)));
}

export type ControlOrder =
  | { readonly kind: "script"; readonly name: string; readonly scripts: readonly Script[] }
  | { readonly kind: "release"; readonly checkpoint: string }
  | { readonly kind: "calls"; readonly name: string };

function carryOut(target: ScriptedUpstream, order: ControlOrder): unknown {
  if (order.kind === "script") {
    target.script(order.name, ...order.scripts);
    return {};
  }
  if (order.kind === "release") {
    target.release(order.checkpoint);
    return {};
  }
  return target.calls(order.name);
}
