import type { Chunk, ToolPiece } from "../../api/chat.ts";
import type { Detail } from "../../api/models.ts";

/** A picture that goes along: its content, or where the gateway fetches it. */
export interface ChosenPicture {
  readonly id: string;
  readonly name: string;
  /** A data URL, or an address. */
  readonly url: string;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** What a model has answered so far. */
export interface Answer {
  /** The call's id, once it has begun. */
  readonly id: string | null;
  readonly hold: string | null;
  readonly state: "waiting" | "streaming" | "dropped" | "ended";
  /** When the first event came, in milliseconds since 1970. */
  readonly firstAt: number | null;
  readonly text: string;
  readonly reasoning: string;
  readonly pictures: readonly string[];
  readonly tools: readonly ToolCall[];
  readonly finish: string | null;
  /** Why it ended early, or never began. */
  readonly failure: string | null;
}

export type Turn =
  | {
      readonly role: "user";
      readonly id: string;
      readonly text: string;
      readonly pictures: readonly ChosenPicture[];
    }
  | { readonly role: "tool"; readonly id: string; readonly callId: string; readonly text: string }
  | { readonly role: "assistant"; readonly id: string; readonly answer: Answer };

export const noAnswer: Answer = {
  id: null,
  hold: null,
  state: "waiting",
  firstAt: null,
  text: "",
  reasoning: "",
  pictures: [],
  tools: [],
  finish: null,
  failure: null,
};

/** The answer with one more event in it. */
export function addChunk(answer: Answer, chunk: Chunk, at: number): Answer {
  const choice = chunk.choices?.[0];
  const delta = choice?.delta ?? {};
  return {
    ...answer,
    state: "streaming",
    firstAt: answer.firstAt ?? at,
    text: answer.text + (delta.content ?? "") + (delta.refusal ?? ""),
    reasoning: answer.reasoning + (delta.reasoning ?? delta.reasoning_content ?? ""),
    pictures: [...answer.pictures, ...(delta.images ?? []).map((one) => one.image_url.url)],
    tools: (delta.tool_calls ?? []).reduce(addTool, answer.tools),
    finish: choice?.finish_reason ?? answer.finish,
    failure: chunk.error?.message ?? answer.failure,
  };
}

function addTool(tools: readonly ToolCall[], piece: ToolPiece): readonly ToolCall[] {
  const known = tools[piece.index] ?? { id: "", name: "", arguments: "" };
  const grown = {
    id: piece.id ?? known.id,
    name: known.name + (piece.function?.name ?? ""),
    arguments: known.arguments + (piece.function?.arguments ?? ""),
  };
  return Object.assign([...tools], { [piece.index]: grown });
}

/** The conversation as a call's `messages`. */
export function writeMessages(turns: readonly Turn[], detail: Detail): readonly unknown[] {
  return turns.flatMap((turn) => writeTurn(turn, detail));
}

function writeTurn(turn: Turn, detail: Detail): readonly unknown[] {
  switch (turn.role) {
    case "user":
      return [{ role: "user", content: writeContent(turn, detail) }];
    case "tool":
      return [{ role: "tool", tool_call_id: turn.callId, content: turn.text }];
    case "assistant":
      return writeAnswer(turn.answer);
  }
}

function writeContent(
  { text, pictures }: { readonly text: string; readonly pictures: readonly ChosenPicture[] },
  detail: Detail,
): unknown {
  if (pictures.length === 0) return text;
  const words = text === "" ? [] : [{ type: "text", text }];
  const seen = pictures.map(({ url }) => ({ type: "image_url", image_url: { url, detail } }));
  return [...words, ...seen];
}

/** What never came isn't said again; pictures that came out don't go in again. */
function writeAnswer({ text, tools }: Answer): readonly unknown[] {
  if (text === "" && tools.length === 0) return [];
  const called = tools.map(({ id, name, arguments: given }) => ({
    id,
    type: "function",
    function: { name, arguments: given },
  }));
  const calls = called.length === 0 ? {} : { tool_calls: called };
  return [{ role: "assistant", content: text === "" ? null : text, ...calls }];
}

/** Calls of tools that wait for their results; the conversation goes on with those. */
export function openTools(turns: readonly Turn[]): readonly ToolCall[] {
  const last = turns.at(-1);
  if (last?.role !== "assistant" || last.answer.state !== "ended") return [];
  return last.answer.tools;
}
