import type { Detail, Message, Part, PictureSource } from "../../../core/chat/request.ts";
import { isRefusal, type Refusal, refuse } from "../../../core/refusal.ts";
import type { SlicedBody } from "../slice-body.ts";
import { takePicture } from "../take-picture.ts";
import type { ContentParam, GenerateBody, PartParam } from "./schema.ts";
import { readSignature } from "./signatures.ts";
import { standardBase64 } from "./standard-base64.ts";

/** What the turns of one body are read into. */
export interface ContentsRead {
  readonly sliced: SlicedBody;
  /** Takes every picture, in the order of the turns. */
  readonly pictures: PictureSource[];
}

interface Reading extends ContentsRead {
  /** For pictures that name none. */
  readonly detail: Detail;
  /** Calls of functions that no response has answered yet, in their order. */
  readonly open: OpenCall[];
}

interface OpenCall {
  readonly id: string;
  readonly name: string;
}

/** All turns in the words of the dialect inside, what the system says before them. */
export function readContents(body: GenerateBody, into: ContentsRead): readonly Message[] | Refusal {
  const detail = detailOf(body.generationConfig?.mediaResolution) ?? "auto";
  const reading: Reading = { ...into, detail, open: [] };
  const messages: Message[] = [];
  const { systemInstruction: system } = body;
  if (system !== undefined) {
    const texts = system.parts.flatMap(({ text }) => (text === undefined ? [] : [text]));
    messages.push({ role: "system", content: texts.join("\n"), passedOn: {} });
  }
  for (const [at, content] of body.contents.entries()) {
    const fault = findPartFault(content, at);
    if (fault !== null) return fault;
  }
  for (const { content, at } of joinAnswers(body.contents)) {
    const read =
      content.role === "model"
        ? readAnswer(content, reading, at)
        : readQuestion(content, reading, at);
    if (isRefusal(read)) return read;
    messages.push(...read);
  }
  return messages;
}

interface Placed {
  readonly content: ContentParam;
  /** The number of the turn, or of the first of those that it was joined from. */
  readonly at: number;
}

/** Clients keep a streamed answer as many turns, one for each event: together they are one. */
function joinAnswers(contents: readonly ContentParam[]): readonly Placed[] {
  const placed: Placed[] = [];
  for (const [at, content] of contents.entries()) {
    const last = placed.at(-1);
    if (content.role === "model" && last?.content.role === "model") {
      const parts = [...last.content.parts, ...content.parts];
      placed[placed.length - 1] = { at: last.at, content: { role: "model", parts } };
    } else {
      placed.push({ content, at });
    }
  }
  return placed;
}

const kinds = ["text", "inlineData", "fileData", "functionCall", "functionResponse"] as const;

/** A part says one thing; an empty one that carries a signature says that it was thought. */
function findPartFault({ role, parts }: ContentParam, at: number): Refusal | null {
  for (const [index, part] of parts.entries()) {
    const said = kinds.filter((kind) => part[kind] !== undefined);
    const param = `contents[${at}].parts[${index}]`;
    if (said.length > 1) {
      return refuse(
        "invalid_request",
        `\`${param}\` holds ${said.join(" and ")}: one is allowed.`,
        {
          param,
        },
      );
    }
    if (said.length === 0 && part.thoughtSignature === undefined) {
      return refuse("invalid_request", `\`${param}\` is empty.`, { param });
    }
    const [kind] = said;
    const misplaced = role === "model" ? kind === "functionResponse" : kind === "functionCall";
    if (misplaced) {
      const sentence = `\`${param}\` holds a ${kind} in a turn of the ${role ?? "user"}.`;
      return refuse("invalid_request", sentence, { param });
    }
  }
  return null;
}

/** Responses of functions are messages of their own inside, in the order in which they stand. */
function readQuestion(
  { role, parts }: ContentParam,
  reading: Reading,
  at: number,
): readonly Message[] | Refusal {
  const messages: Message[] = [];
  let said: Part[] = [];
  const flush = (): void => {
    if (said.length > 0) {
      const inside = role === "system" ? "system" : "user";
      messages.push({ role: inside, content: simplest(said), passedOn: {} });
    }
    said = [];
  };
  for (const [index, part] of parts.entries()) {
    if (part.functionResponse === undefined) {
      const read = readPart(part, reading);
      if (read !== null) said.push(read);
      continue;
    }
    flush();
    const param = `contents[${at}].parts[${index}].functionResponse`;
    const result = readResult(part.functionResponse, reading, param);
    if (isRefusal(result)) return result;
    messages.push(result);
  }
  flush();
  return messages;
}

/** Many servers take nothing but a text where there is nothing but a text. */
function simplest(parts: readonly Part[]): Message["content"] {
  const [only, another] = parts;
  return only?.kind === "text" && another === undefined ? only.text : parts;
}

type FunctionResponse = Exclude<PartParam["functionResponse"], undefined>;

function readResult(
  { id, name, response = {}, parts = [] }: FunctionResponse,
  reading: Reading,
  param: string,
): Message | Refusal {
  const at = reading.open.findIndex((call) =>
    id === undefined || id === "" ? call.name === name : call.id === id,
  );
  const [call] = at === -1 ? [] : reading.open.splice(at, 1);
  if (call === undefined) {
    const sentence = `\`${param}\` answers ${name}, which no turn before it called.`;
    return refuse("invalid_request", sentence, { param });
  }
  const pictures = parts.flatMap((part) => readPart(part, reading) ?? []);
  const { text, failed } = writeResult(response);
  const said: Part = { kind: "text", text, passedOn: {} };
  return {
    role: "tool",
    content: pictures.length === 0 ? text : [said, ...pictures],
    passedOn: { tool_call_id: call.id, ...(failed ? { is_error: true } : {}) },
  };
}

/** A response that only names its output or its error is that text; any other is its JSON. */
function writeResult(response: Readonly<Record<string, unknown>>) {
  const { output, error, ...rest } = response;
  const alone = Object.keys(rest).length === 0;
  if (alone && typeof output === "string" && error === undefined) {
    return { text: output, failed: false };
  }
  if (alone && typeof error === "string" && output === undefined) {
    return { text: error, failed: true };
  }
  return { text: JSON.stringify(response), failed: false };
}

function readPart(part: PartParam, reading: Reading): Part | null {
  const { text, inlineData, fileData, mediaResolution } = part;
  if (text !== undefined && part.thought !== true) return { kind: "text", text, passedOn: {} };
  const detail = detailOf(mediaResolution?.level) ?? reading.detail;
  if (inlineData !== undefined) {
    const { data: base64, mimeType: mediaType } = inlineData;
    const taken = takePicture({ base64, mediaType, detail }, reading.sliced);
    reading.pictures.push({ ...taken, base64: standardBase64(taken.base64) });
  } else if (fileData !== undefined) {
    reading.pictures.push({ kind: "remote", url: fileData.fileUri, detail });
  } else {
    return null;
  }
  return { kind: "picture", index: reading.pictures.length - 1, passedOn: {} };
}

const details: ReadonlyMap<string, Detail> = new Map([
  ["MEDIA_RESOLUTION_LOW", "low"],
  ["MEDIA_RESOLUTION_HIGH", "high"],
  ["MEDIA_RESOLUTION_ULTRA_HIGH", "original"],
]);

function detailOf(level: string | undefined): Detail | undefined {
  return level === undefined ? undefined : details.get(level);
}

function readAnswer({ parts }: ContentParam, reading: Reading, at: number): readonly Message[] {
  const said = joinTexts(parts.flatMap((part) => readPart(part, reading) ?? []));
  const called = parts.flatMap(({ functionCall: call, thoughtSignature: signature }, index) =>
    call === undefined ? [] : [readCall({ ...call, signature, place: `${at}_${index}` })],
  );
  reading.open.splice(0, reading.open.length);
  for (const { id, function: made } of called) reading.open.push({ id, name: made.name });
  return [
    {
      role: "assistant",
      content: said.length === 0 ? null : simplest(said),
      passedOn: {
        ...(called.length === 0 ? {} : { tool_calls: called }),
        ...readThoughts(parts),
      },
    },
  ];
}

/** Texts that follow each other in an answer are one, told in pieces; empty ones are none. */
function joinTexts(parts: readonly Part[]): readonly Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === "text" && last?.kind === "text") {
      joined[joined.length - 1] = { ...last, text: last.text + part.text };
    } else if (part.kind !== "text" || part.text !== "") {
      joined.push(part);
    }
  }
  return joined;
}

interface CallGiven {
  readonly id?: string | undefined;
  readonly name: string;
  readonly args?: Readonly<Record<string, unknown>> | undefined;
  readonly signature: string | undefined;
  /** Where it stands, for a call that has no id of its own. */
  readonly place: string;
}

function readCall({ id, name, args = {}, signature, place }: CallGiven) {
  return {
    id: id === undefined || id === "" ? `call_${place}` : id,
    type: "function",
    function: { name, arguments: JSON.stringify(args) },
    ...(signature ? { extra_content: readSignature(signature) } : {}),
  };
}

/** What other providers want back of their thoughts; thoughts as such are not sent back. */
function readThoughts(parts: readonly PartParam[]): object {
  const carried = parts.flatMap(({ functionCall: call, thoughtSignature: signature }) =>
    call === undefined && signature ? [readSignature(signature)] : [],
  );
  const extra = carried.findLast((one) => !("google" in one));
  return extra === undefined ? {} : { extra_content: extra };
}
