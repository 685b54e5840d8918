import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Gates, UpstreamCall } from "./scripted-upstream.ts";
import { type Script, type Step, word } from "./upstream-script.ts";

interface Performance {
  readonly call: UpstreamCall;
  readonly script: Script;
  readonly response: ServerResponse;
  readonly gates: Gates;
}

interface Scene extends Performance {
  /** Aborted once the client's socket is closed. */
  readonly gone: AbortSignal;
}

/** Plays one script on one response, and writes down when the client went away. */
export async function playScript(performance: Performance): Promise<void> {
  const { call, script, response } = performance;
  const gone = new AbortController();
  response.on("error", () => gone.abort());
  response.on("close", () => {
    if (call.endedAt === null) call.closedAt = Date.now();
    gone.abort();
  });
  const scene: Scene = { ...performance, gone: gone.signal };
  if (script.stallMs !== undefined) await pause(script.stallMs, scene.gone);
  if (scene.gone.aborted) return;
  if ((script.status ?? 200) !== 200) return answerStatus(scene);
  response.writeHead(200, { "content-type": "text/event-stream", ...script.headers });
  response.flushHeaders();
  for (const step of script.steps ?? []) {
    if (scene.gone.aborted) return;
    await playStep(scene, step);
  }
  if (scene.gone.aborted) return;
  call.endedAt = Date.now();
  response.end();
}

function answerStatus({ call, script, response }: Scene): void {
  const body = typeof script.body === "string" ? script.body : JSON.stringify(script.body ?? {});
  call.endedAt = Date.now();
  response.writeHead(script.status ?? 500, {
    "content-type": "application/json",
    ...script.headers,
  });
  response.end(body);
}

async function playStep(scene: Scene, step: Step): Promise<void> {
  if ("text" in step) return writeText(scene, step.text);
  if ("event" in step) return writeEvent(scene, step.event);
  if ("raw" in step) return write(scene, Buffer.from(step.raw, "base64"));
  if ("waitMs" in step) return pause(step.waitMs, scene.gone);
  if ("checkpoint" in step) return scene.gates.pass(step.checkpoint, scene.gone);
  if ("endless" in step) return writeEndlessly(scene, step.endless);
  if ("finish" in step) {
    return writeEvent(scene, { choices: [{ index: 0, delta: {}, finish_reason: step.finish }] });
  }
  if ("usage" in step) return writeEvent(scene, { choices: [], usage: step.usage });
  if ("done" in step) return write(scene, Buffer.from("data: [DONE]\n\n"));
  scene.response.destroy();
}

async function writeText(scene: Scene, content: string): Promise<void> {
  scene.call.textWritten += content;
  const delta = scene.call.chunksWritten === 0 ? { role: "assistant", content } : { content };
  await writeEvent(scene, { choices: [{ index: 0, delta, finish_reason: null }] });
}

async function writeEvent(scene: Scene, event: Readonly<Record<string, unknown>>): Promise<void> {
  const chunk = {
    id: "chatcmpl-of-the-upstream",
    object: "chat.completion.chunk",
    created: 1_760_000_000,
    model: scene.call.model,
    ...event,
  };
  scene.call.chunksWritten += 1;
  await write(scene, Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`));
}

async function writeEndlessly(
  scene: Scene,
  pace: { readonly everyMs: number; readonly most: number },
): Promise<void> {
  for (let index = 0; index < pace.most && !scene.gone.aborted; index += 1) {
    await writeText(scene, word(index));
    if (pace.everyMs > 0) await pause(pace.everyMs, scene.gone);
  }
}

async function write({ response, gone }: Scene, bytes: Buffer): Promise<void> {
  if (gone.aborted || response.write(bytes)) return;
  await once(response, "drain", { signal: gone }).catch(() => undefined);
}

/** Waits, or returns early where the client has gone. */
async function pause(ms: number, gone: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: gone }).catch(() => undefined);
}
