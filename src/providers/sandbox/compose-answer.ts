import { type AnswerLength, askedLength, textsOfLength } from "./answer-length.ts";
import { bounds } from "./bounds.ts";
import { chooseTool } from "./choose-tool.ts";
import { composeText, continueText, keepTokensApart, type TextOrder } from "./compose-text.ts";
import { type DrawnPicture, drawPicture } from "./draw-picture.ts";
import { factSource } from "./facts-by-name.ts";
import { fillSchema, type Json } from "./fill-schema.ts";
import type { PictureMeasure } from "./measure-picture.ts";
import { questionOf, type SandboxRequest, type SandboxTool } from "./request.ts";
import { countShortText, type Piece, piecesOf } from "./vocabulary.ts";

/** What the sandbox is going to say; the pieces are made as they are taken. */
export interface Answer {
  /** The tool that is called; null where the answer is text or JSON. */
  readonly tool: { readonly name: string; readonly nameTokens: number } | null;
  /** The text, or the arguments of the tool call. */
  readonly pieces: Iterable<Piece>;
  /** Tokens after which it ends by itself, though there would be more to say; null for none. */
  readonly tokens: number | null;
  /** What is thought before, for so many tokens. */
  readonly thoughts: Iterable<Piece>;
  readonly thoughtTokens: number;
  /** The picture that it brings, or null. */
  readonly picture: DrawnPicture | null;
}

/** Composes the answer to a request; the same request gives the same answer. */
export async function composeAnswer(
  request: SandboxRequest,
  pictures: readonly PictureMeasure[],
): Promise<Answer> {
  const order = orderOf(request, pictures);
  const { block, thoughts } = request.directives;
  const thoughtTokens = thoughts ?? request.thinking.tokens;
  const thinking = { thoughts: piecesOf(keepTokensApart(continueText(order))), thoughtTokens };
  const nothing = { tool: null, pieces: [], tokens: 0, thoughts: [], thoughtTokens: 0 };
  if (block === "prompt") return { ...nothing, picture: null };

  const said = sayAnswer(request, order);
  const wanted = said.tool === null && block === null ? request.picture : null;
  const picture = wanted === null ? null : await drawPicture(request.model, order.question, wanted);
  if (picture !== null && wanted?.alone) return { ...nothing, ...thinking, picture };
  // A blocked answer has begun before somebody looked at it.
  const cut =
    block === "answer" ? { tokens: Math.min(blockedAfter, said.tokens ?? blockedAfter) } : {};
  return { ...said, ...thinking, picture, ...cut };
}

/** Tokens of an answer that are said before it is blocked. */
const blockedAfter = 8;

type SaidAnswer = Pick<Answer, "tool" | "pieces" | "tokens">;

function sayAnswer(request: SandboxRequest, order: TextOrder): SaidAnswer {
  const tool = chooseTool(request);
  if (tool !== null) return toolAnswer(tool, order);
  if (request.format.kind !== "text") return { ...said(jsonAnswer(request, order)), tool: null };

  const { tokens } = request.directives;
  const length: AnswerLength =
    tokens === null ? askedLength(order.question) : { kind: "tokens", count: tokens };
  const texts = { natural: composeText(order), further: continueText(order) };
  return {
    tool: null,
    pieces: piecesOf(keepTokensApart(textsOfLength(texts, length))),
    tokens: length.kind === "tokens" ? length.count : null,
  };
}

function orderOf(request: SandboxRequest, pictures: readonly PictureMeasure[]): TextOrder {
  const afterUser = request.messages.findLastIndex((message) => message.role === "user") + 1;
  const results = request.messages.slice(afterUser).filter((message) => message.role === "tool");
  const called = request.messages.slice(afterUser).flatMap((message) => message.toolCalls);
  return {
    question: questionOf(request).slice(0, bounds.questionCharactersMax),
    messageCount: request.messages.length,
    pictures,
    toolResults: results.map((message, index) => ({
      name: called[index]?.name ?? message.name ?? "you called",
      text: message.texts.join(" "),
    })),
  };
}

function toolAnswer(tool: SandboxTool, order: TextOrder): SaidAnswer {
  const values = fillSchema(tool.parameters ?? { type: "object" }, factSource(order));
  return {
    ...said(values),
    tool: { name: tool.name, nameTokens: countShortText(tool.name) },
  };
}

function jsonAnswer(request: SandboxRequest, order: TextOrder): Json {
  const { format } = request;
  const schema = format.kind === "schema" ? format.schema : anyObject(order);
  const whole = fillSchema(schema, factSource(order));
  const limit = request.outputTokensMax;
  if (limit === null || countShortText(JSON.stringify(whole)) <= limit) return whole;
  // A model that knows its limit is brief: what is cut off in its middle is of no use as JSON.
  return fillSchema(schema, factSource(order, { brief: true }));
}

/** What plain JSON mode answers with, where no schema says otherwise. */
function anyObject({ pictures }: TextOrder): Readonly<Record<string, unknown>> {
  const text = { type: "string" };
  const number = { type: "number" };
  const properties = { width: number, height: number, format: text, orientation: text };
  const colours = { dominant_colors: { type: "array", items: text } };
  const picture = { type: "object", properties: { ...properties, ...colours } };
  const list = pictures.length === 0 ? {} : { pictures: { type: "array", items: picture } };
  return { type: "object", properties: { question: text, answer: text, ...list } };
}

function said(value: Json): Pick<Answer, "pieces" | "tokens"> {
  return { pieces: piecesOf([JSON.stringify(value)]), tokens: null };
}
