import { countPrompt } from "./count-prompt.ts";
import { type Exchange, readJson, sendJson } from "./exchange.ts";
import { measureAll } from "./measure-picture.ts";
import { modelNames } from "./model-names.ts";
import { isRejection, reject } from "./request.ts";
import { type SandboxState, sendRejection, serveChat } from "./serve-chat.ts";
import { geminiWire } from "./wires/gemini.ts";

/**
 * Serves Google's wire, in both versions that its own clients use: the methods of a model, and
 * the list of models.
 *
 * @see https://ai.google.dev/api/generate-content
 */
export async function serveGemini(exchange: Exchange, state: SandboxState): Promise<void> {
  const { method = "GET", url = "/" } = exchange.request;
  const { pathname, searchParams } = new URL(url, "http://sandbox");
  const named = /^\/v1(?:beta)?\/models(?:\/([^/:]+)(?::(\w+))?)?$/.exec(pathname);
  const model = named?.[1] === undefined ? "" : decodeURIComponent(named[1]);
  const wire = geminiWire(model, named?.[2] === "streamGenerateContent");
  if (method === "GET" && named !== null && named[2] === undefined) {
    const list = { models: modelNames.map(describe) };
    return sendJson(exchange, 200, { body: model === "" ? list : describe(model) });
  }
  if (method === "POST" && named?.[2] === "generateContent") {
    return serveChat(exchange, wire, state);
  }
  if (method === "POST" && named?.[2] === "streamGenerateContent") {
    if (searchParams.get("alt") === "sse") return serveChat(exchange, wire, state);
    const message = "The sandbox streams with alt=sse alone.";
    return sendRejection(exchange, wire, reject(message));
  }
  if (method === "POST" && named?.[2] === "countTokens") return serveCount(exchange, model, state);
  exchange.request.resume();
  const message = `The sandbox has no ${method} ${pathname}.`;
  sendRejection(exchange, wire, reject(message, { status: 404 }));
}

function describe(name: string): object {
  return {
    name: `models/${name}`,
    displayName: name,
    supportedGenerationMethods: ["generateContent", "countTokens"],
  };
}

async function serveCount(exchange: Exchange, model: string, state: SandboxState): Promise<void> {
  const wire = geminiWire(model, false);
  const body = await readJson(exchange, state.room);
  if (body === null) return;
  if (isRejection(body)) return sendRejection(exchange, wire, body);
  const request = wire.read(inner(body.json));
  if (isRejection(request)) return sendRejection(exchange, wire, request);
  const pictures = await measureAll(request);
  if (isRejection(pictures)) return sendRejection(exchange, wire, pictures);

  const { text, image } = await countPrompt(request, pictures);
  const details = [
    { modality: "TEXT", tokenCount: text },
    ...(image > 0 ? [{ modality: "IMAGE", tokenCount: image }] : []),
  ];
  const counted = { totalTokens: text + image, promptTokensDetails: details };
  sendJson(exchange, 200, { body: counted });
}

/** What is counted may stand in a whole request. */
function inner(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("generateContentRequest" in body)) return body;
  return body.generateContentRequest;
}
