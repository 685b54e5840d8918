import { type Static, type TSchema, Type } from "typebox";
import { Compile } from "typebox/compile";
import { bounds } from "../bounds.ts";
import { type Rejection, reject } from "../request.ts";

const maybe = <T extends TSchema>(type: T) => Type.Optional(type);
const record = Type.Record(Type.String(), Type.Unknown());
/** Google refuses every name that it does not know. */
const closed = { additionalProperties: false };
const text = Type.String();

const part = Type.Object(
  {
    text: maybe(text),
    thought: maybe(Type.Boolean()),
    thoughtSignature: maybe(text),
    inlineData: maybe(Type.Object({ mimeType: text, data: text }, closed)),
    mediaResolution: maybe(Type.Object({ level: maybe(text) }, closed)),
    functionCall: maybe(Type.Object({ id: maybe(text), name: text, args: maybe(record) }, closed)),
    functionResponse: maybe(
      Type.Object({ id: maybe(text), name: text, response: maybe(record) }, closed),
    ),
  },
  closed,
);

const role = Type.Enum(["user", "model", "function"]);
const content = Type.Object(
  { role: maybe(role), parts: Type.Array(part, { minItems: 1 }) },
  closed,
);

const config = Type.Object(
  {
    maxOutputTokens: maybe(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
    candidateCount: maybe(Type.Integer({ minimum: 1, maximum: 1 })),
    temperature: maybe(Type.Number({ minimum: 0, maximum: 2 })),
    topP: maybe(Type.Number()),
    topK: maybe(Type.Number()),
    seed: maybe(Type.Integer()),
    stopSequences: maybe(Type.Array(text, { maxItems: 5 })),
    presencePenalty: maybe(Type.Number()),
    frequencyPenalty: maybe(Type.Number()),
    responseLogprobs: maybe(Type.Boolean()),
    logprobs: maybe(Type.Integer()),
    responseMimeType: maybe(text),
    responseSchema: maybe(record),
    responseJsonSchema: maybe(record),
    responseModalities: maybe(Type.Array(Type.Enum(["TEXT", "IMAGE"]))),
    imageConfig: maybe(Type.Object({ aspectRatio: maybe(text), imageSize: maybe(text) }, closed)),
    mediaResolution: maybe(text),
    thinkingConfig: maybe(
      Type.Object(
        {
          includeThoughts: maybe(Type.Boolean()),
          thinkingBudget: maybe(Type.Integer()),
          thinkingLevel: maybe(text),
        },
        closed,
      ),
    ),
  },
  closed,
);

const declaration = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    description: maybe(text),
    parameters: maybe(record),
    parametersJsonSchema: maybe(record),
  },
  closed,
);

const body = Type.Object(
  {
    contents: Type.Array(content, { minItems: 1, maxItems: bounds.messagesMax }),
    systemInstruction: maybe(content),
    tools: maybe(
      Type.Array(Type.Object({ functionDeclarations: maybe(Type.Array(declaration)) }, closed)),
    ),
    toolConfig: maybe(
      Type.Object({
        functionCallingConfig: maybe(
          Type.Object({
            mode: maybe(Type.Enum(["MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"])),
            allowedFunctionNames: maybe(Type.Array(text)),
          }),
        ),
      }),
    ),
    generationConfig: maybe(config),
    safetySettings: maybe(Type.Array(record)),
    model: maybe(text),
  },
  closed,
);

export const checkBody = Compile(body);

export type GeminiBody = Static<typeof body>;
export type GeminiConfig = Static<typeof config>;
export type GeminiContent = Static<typeof content>;
export type GeminiPart = Static<typeof part>;

/** Names the field that lies deepest: in a choice of shapes that is the one that was meant. */
export function shapeFault(given: unknown): Rejection {
  const faults = [...checkBody.Errors(given)];
  const deepest = faults.reduce(
    (path, { instancePath }) => (instancePath.length > path.length ? instancePath : path),
    "",
  );
  const reason = faults.find(({ instancePath }) => instancePath === deepest)?.message ?? "is wrong";
  const place = deepest === "" ? "the body" : deepest.slice(1).replaceAll("/", ".");
  return reject(`Invalid JSON payload received: ${place} ${reason}.`);
}
