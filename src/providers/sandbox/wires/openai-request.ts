import { type Static, type TSchema, Type } from "typebox";
import { Compile } from "typebox/compile";
import { bounds } from "../bounds.ts";
import { readDirectives } from "../directives.ts";
import { makesPictures } from "../picture-sizes.ts";
import {
  type AnswerFormat,
  type EncodedPicture,
  isRejection,
  type PictureOrder,
  type Rejection,
  reject,
  type SandboxMessage,
  type SandboxRequest,
  type ToolChoice,
} from "../request.ts";

/** Reads the body of OpenAI's `POST /v1/chat/completions`. */
export function readOpenaiRequest(body: unknown): SandboxRequest | Rejection {
  if (!bodyShape.Check(body)) return shapeFault(body);
  const pictureCount = body.messages.flatMap(partsOf).filter((part) => part.image_url).length;
  if (pictureCount > bounds.picturesMax) {
    return reject(`At most ${bounds.picturesMax} pictures are taken.`, { param: "messages" });
  }

  const messages: SandboxMessage[] = [];
  for (const [index, message] of body.messages.entries()) {
    const read = readMessage(message, `messages.${index}`);
    if ("rejected" in read) return read;
    messages.push(read);
  }
  const directives = readDirectives(messages.flatMap((message) => message.texts));
  if (isRejection(directives)) return directives;
  const toolChoice = readToolChoice(body);
  if ("rejected" in toolChoice) return toolChoice;
  return {
    model: body.model,
    messages,
    tools: (body.tools ?? []).map(({ function: tool }) => ({
      name: tool.name,
      description: tool.description ?? "",
      parameters: tool.parameters ?? null,
    })),
    toolChoice,
    format: readFormat(body),
    outputTokensMax: body.max_completion_tokens ?? body.max_tokens ?? null,
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
    picture: readPictureOrder(body),
    thinking: { tokens: 0, shown: false },
    directives,
  };
}

const maybe = <T extends TSchema>(type: T) => Type.Optional(Type.Union([type, Type.Null()]));
const oneOf = <T extends string>(...words: T[]) => Type.Enum<T[]>(words);
const record = Type.Record(Type.String(), Type.Unknown());
const tokenLimit = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });

const partShape = Type.Object({
  type: oneOf("text", "image_url", "refusal"),
  text: maybe(Type.String()),
  refusal: maybe(Type.String()),
  image_url: maybe(
    Type.Object({ url: Type.String(), detail: maybe(oneOf("auto", "low", "high", "original")) }),
  ),
});

const messageShape = Type.Object({
  role: oneOf("system", "developer", "user", "assistant", "tool"),
  content: maybe(Type.Union([Type.String(), Type.Array(partShape)])),
  name: maybe(Type.String()),
  tool_calls: maybe(
    Type.Array(
      Type.Object({ function: Type.Object({ name: Type.String(), arguments: Type.String() }) }),
    ),
  ),
});

const bodyType = Type.Object({
  model: Type.String({ minLength: 1, maxLength: 256 }),
  messages: Type.Array(messageShape, { minItems: 1, maxItems: bounds.messagesMax }),
  max_tokens: maybe(tokenLimit),
  max_completion_tokens: maybe(tokenLimit),
  stream: maybe(Type.Boolean()),
  stream_options: maybe(Type.Object({ include_usage: maybe(Type.Boolean()) })),
  n: maybe(Type.Integer({ minimum: 1, maximum: 1 })),
  tools: maybe(
    Type.Array(
      Type.Object({
        type: oneOf("function"),
        function: Type.Object({
          name: Type.String({ minLength: 1, maxLength: 64 }),
          description: maybe(Type.String()),
          parameters: maybe(record),
        }),
      }),
      { maxItems: 128 },
    ),
  ),
  tool_choice: maybe(
    Type.Union([
      oneOf("none", "auto", "required"),
      Type.Object({
        type: oneOf("function"),
        function: Type.Object({ name: Type.String() }),
      }),
    ]),
  ),
  response_format: maybe(
    Type.Object({
      type: oneOf("text", "json_object", "json_schema"),
      json_schema: maybe(Type.Object({ name: maybe(Type.String()), schema: maybe(record) })),
    }),
  ),
  modalities: maybe(Type.Array(oneOf("text", "image"))),
  image_config: maybe(
    Type.Object({ aspect_ratio: maybe(Type.String()), image_size: maybe(Type.String()) }),
  ),
});

const bodyShape = Compile(bodyType);

type Body = Static<typeof bodyType>;
type Message = Static<typeof messageShape>;
type Part = Static<typeof partShape>;

/** Names the field that lies deepest: in a choice of shapes that is the one that was meant. */
function shapeFault(body: unknown): Rejection {
  const faults = [...bodyShape.Errors(body)];
  const deepest = faults.reduce(
    (path, { instancePath }) => (instancePath.length > path.length ? instancePath : path),
    "",
  );
  const there = faults.filter(({ instancePath }) => instancePath === deepest);
  const allowed = there.flatMap((fault) =>
    fault.keyword === "enum" ? fault.params.allowedValues.map((one) => JSON.stringify(one)) : [],
  );
  const reason =
    allowed.length > 0 ? `must be one of ${allowed.join(", ")}` : (there[0]?.message ?? "is wrong");
  const param = deepest.slice(1).replaceAll("/", ".");
  return reject(`${param === "" ? "The body" : `'${param}'`} ${reason}.`, {
    param: param === "" ? null : param,
  });
}

function partsOf({ content }: Message): readonly Part[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return content ?? [];
}

function readMessage(message: Message, param: string): SandboxMessage | Rejection {
  const pictures: EncodedPicture[] = [];
  const texts: string[] = [];
  for (const [index, part] of partsOf(message).entries()) {
    const fault = readPart(part, `${param}.content.${index}`, { texts, pictures });
    if (fault !== null) return fault;
  }
  const toolCalls = (message.tool_calls ?? []).map((call) => call.function);
  return { role: message.role, name: message.name ?? null, texts, pictures, toolCalls };
}

function readPart(
  part: Part,
  param: string,
  into: { readonly texts: string[]; readonly pictures: EncodedPicture[] },
): Rejection | null {
  if (part.type !== "image_url") {
    const text = part.type === "text" ? part.text : part.refusal;
    if (typeof text !== "string") {
      return reject(`'${param}.${part.type}' must be string.`, { param: `${param}.${part.type}` });
    }
    into.texts.push(text);
    return null;
  }
  const field = `${param}.image_url.url`;
  if (!part.image_url) return reject(`'${param}.image_url' is required.`, { param: field });
  const { url, detail } = part.image_url;
  const comma = url.slice(0, 256).indexOf(",");
  if (comma < 0 || !/^data:[^,]*;base64$/i.test(url.slice(0, comma))) {
    return reject("The sandbox has no network: pictures come as base64 data URLs.", {
      code: "invalid_image_url",
      param: field,
    });
  }
  into.pictures.push({ base64: url.slice(comma + 1), detail: detail ?? "auto" });
  return null;
}

function readToolChoice({ tool_choice: choice, tools }: Body): ToolChoice | Rejection {
  if (choice === undefined || choice === null) return { kind: "auto" };
  if (typeof choice === "string") {
    if (choice === "required" && (tools ?? []).length === 0) {
      return reject("'tool_choice' needs 'tools'.", { param: "tool_choice" });
    }
    return { kind: choice };
  }
  const { name } = choice.function;
  if (!tools?.some((tool) => tool.function.name === name)) {
    return reject(`'tool_choice' names no tool of 'tools': ${JSON.stringify(name)}.`, {
      param: "tool_choice",
    });
  }
  return { kind: "named", name };
}

/** Pictures come from models that make them, where the caller names that modality. */
function readPictureOrder({ model, modalities, image_config: config }: Body): PictureOrder | null {
  if (!makesPictures(model) || !modalities?.includes("image")) return null;
  return {
    aspectRatio: config?.aspect_ratio ?? null,
    imageSize: config?.image_size ?? null,
    alone: !modalities.includes("text"),
  };
}

function readFormat({ response_format: format }: Body): AnswerFormat {
  if (format?.type === "json_object") return { kind: "json" };
  if (format?.type !== "json_schema") return { kind: "text" };
  return { kind: "schema", schema: format.json_schema?.schema ?? {} };
}
