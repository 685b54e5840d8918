import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import sharp from "sharp";
import { openSandbox } from "../../src/providers/sandbox/open-sandbox.ts";
import { at, textAt } from "./json.ts";

/** A running sandbox and the plain ways to talk to it. */
export interface SandboxCaller {
  readonly url: string;
  /** Posts a chat call; `content` is the user's text unless the body brings its own messages. */
  chat(content: string, more?: object, headers?: Record<string, string>): Promise<Response>;
  /** The meter's entry for a call's name, once it no longer runs. */
  metered(id: string): Promise<unknown>;
}

/** As fast as possible: what a test waits for is what it tests. */
const immediately = { port: 0, tokensPerSecond: 0, firstTokenMs: { min: 0, max: 0 } };

export async function callSandbox(context: TestContext, settings: object = {}) {
  const sandbox = await openSandbox({ ...immediately, ...settings });
  context.after(() => sandbox.close());
  const { url } = sandbox;
  const caller: SandboxCaller = {
    url,
    chat: (content, more = {}, headers = {}) =>
      fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content }], ...more }),
      }),
    async metered(id) {
      for (let turn = 0; turn < 400; turn++) {
        const response = await fetch(`${url}/meter/${id}`);
        const call: unknown = await response.json();
        if (response.ok && at(call, "ended") !== "running") return call;
        await pause(5);
      }
      return assert.fail(`call ${id} has not ended`);
    },
  };
  return caller;
}

/** The JSON of every event of a stream, its end mark left out, and whether that was there. */
export async function readEvents(response: Response) {
  const text = await response.text();
  const lines = text.split("\n\n").filter((line) => line !== "");
  const events: unknown[] = lines
    .filter((line) => line !== "data: [DONE]")
    .map((line) => JSON.parse(line.replace(/^data: /, "")));
  return { events, done: lines.at(-1) === "data: [DONE]", text: contentOf(events) };
}

/** The text of all content deltas. */
export function contentOf(events: readonly unknown[]): string {
  const deltas = events.map((event) => at(event, "choices.0.delta.content"));
  return deltas.filter((delta) => typeof delta === "string").join("");
}

export async function answerText(response: Response): Promise<string> {
  assert.equal(response.status, 200);
  return textAt(await response.json(), "choices.0.message.content");
}

/** A picture of one colour as a data URL. */
export async function plainPicture(width: number, height: number, colour: string) {
  const picture = sharp({ create: { width, height, channels: 3, background: colour } });
  const bytes = await picture.png().toBuffer();
  return `data:image/png;base64,${bytes.toString("base64")}`;
}

/** A user's message of a question and pictures. */
export function pictureMessage(text: string, urls: readonly string[]) {
  const pictures = urls.map((url) => ({ type: "image_url" as const, image_url: { url } }));
  return { role: "user" as const, content: [{ type: "text" as const, text }, ...pictures] };
}
