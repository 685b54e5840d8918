import { send } from "../tests/doubles/http-client.ts";
import { at, parseOrNull } from "../tests/doubles/json.ts";
import { textBodies } from "./requests.ts";
import { wholeText } from "./scripted-answers.ts";
import { roads, type Stage } from "./start-stage.ts";

/** Asks once whether every road brings the same text. Throws where one does not. */
export async function checkRoads(stage: Stage, counted: (calls: number) => void): Promise<void> {
  const [body] = textBodies("fast", false);
  for (const road of roads) {
    const url = stage.urls("fast")[road];
    const { status, json, text } = await send({ url, token: stage.secret, body });
    if (road === "farebox") counted(1);
    const told = json === null ? textOfStream(text) : at(json, "choices.0.message.content");
    if (status !== 200 || told !== wholeText) throw new Error(`${road} answered: ${text}`);
  }
}

function textOfStream(stream: string): string {
  const chunks = stream.split("\n\n").map((event) => parseOrNull(event.replace(/^data: /, "")));
  return chunks.map((chunk) => at(chunk, "choices.0.delta.content") ?? "").join("");
}
