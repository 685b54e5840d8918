import type { Model } from "../catalogue/model.ts";
import type { ChatRequest, Message, Part } from "./request.ts";

/**
 * What the first of two models is asked: the pictures and what the user says, with the order to
 * describe them in so many tokens. The caller's settings are for the answer, and none is passed on.
 */
export function describingChat(
  chat: ChatRequest,
  vision: Model,
  summaryTokensMax: number,
): ChatRequest {
  const parts = chat.messages.flatMap(partsToSee);
  return {
    ...chat,
    model: vision.id,
    messages: [
      {
        role: "user",
        content: [textPart(orderFor(chat.pictures.length, summaryTokensMax)), ...parts],
        passedOn: {},
      },
    ],
    // One that also draws is asked to write: its description is text.
    passedOn: vision.output.includes("image") ? { modalities: ["text"] } : {},
    outputTokensMax: summaryTokensMax,
    stream: true,
    includeUsage: false,
    maxCost: null,
  };
}

/**
 * What the second is asked: the conversation as it was, with words in the pictures' place. The
 * description stands where the first picture stood, and each other picture points to it.
 */
export function writingChat(chat: ChatRequest, summary: string): ChatRequest {
  return {
    ...chat,
    pictures: [],
    messages: chat.messages.map((message) => withWords(message, summary)),
  };
}

/** Everything that the user wrote or showed, and pictures whoever sent them. */
function partsToSee({ role, content }: Message): readonly Part[] {
  if (content === null) return [];
  const isUser = role === "user";
  if (typeof content === "string") return isUser ? [textPart(content)] : [];
  return content.filter((part) => part.kind === "picture" || (isUser && part.kind === "text"));
}

function orderFor(pictures: number, tokensMax: number): string {
  const what = pictures === 1 ? "the picture" : `the ${pictures} pictures, one after the other`;
  return (
    `Describe ${what} for somebody who cannot see and has to do what the user asks below. ` +
    "Give every fact, number and text that the request needs, and nothing else. Do not fulfil " +
    `the request itself. Use at most ${tokensMax} tokens.`
  );
}

function withWords(message: Message, summary: string): Message {
  const { content } = message;
  if (content === null || typeof content === "string") return message;
  return {
    ...message,
    content: content.map((part) => (part.kind === "picture" ? wordsFor(part, summary) : part)),
  };
}

function wordsFor(picture: Extract<Part, { kind: "picture" }>, summary: string): Part {
  const { index, passedOn } = picture;
  if (index > 0) return { ...textPart(`[Picture ${index + 1}: described above.]`), passedOn };
  return { ...textPart(`[What the pictures show:\n${summary}\n]`), passedOn };
}

function textPart(text: string): Extract<Part, { kind: "text" }> {
  return { kind: "text", text, passedOn: {} };
}
