import Type from "typebox";
import { Compile } from "typebox/compile";
import { limits } from "../../../core/limits.ts";
import { callExtras } from "../../schemas/call-extras.ts";
import { wordOf } from "../../schemas/values.ts";
import { generateExamples } from "./examples.ts";

/** As the API itself, which refuses every name that it does not know. */
const closed = { additionalProperties: false };
const text = Type.String();
const maybeText = Type.Optional(text);
const name = Type.String({ minLength: 1, maxLength: 128 });
const fields = Type.Record(Type.String(), Type.Unknown());
const count = Type.Optional(Type.Integer({ minimum: 1, maximum: limits.tokensMax }));
const number = Type.Optional(Type.Number());
const flag = Type.Optional(Type.Boolean());

const blob = Type.Object(
  { mimeType: Type.String({ minLength: 1, maxLength: 64 }), data: text, displayName: maybeText },
  closed,
);
const resolution = wordOf([
  "MEDIA_RESOLUTION_UNSPECIFIED",
  "MEDIA_RESOLUTION_LOW",
  "MEDIA_RESOLUTION_HIGH",
  "MEDIA_RESOLUTION_ULTRA_HIGH",
]);

const functionResponse = Type.Object(
  {
    id: maybeText,
    name,
    response: Type.Optional(fields),
    parts: Type.Optional(Type.Array(Type.Object({ inlineData: blob }, closed))),
  },
  closed,
);

const part = Type.Object(
  {
    text: maybeText,
    thought: flag,
    thoughtSignature: maybeText,
    inlineData: Type.Optional(blob),
    fileData: Type.Optional(
      Type.Object(
        { mimeType: maybeText, fileUri: Type.String({ minLength: 1 }), displayName: maybeText },
        closed,
      ),
    ),
    mediaResolution: Type.Optional(Type.Object({ level: Type.Optional(resolution) }, closed)),
    functionCall: Type.Optional(
      Type.Object({ id: maybeText, name, args: Type.Optional(fields) }, closed),
    ),
    functionResponse: Type.Optional(functionResponse),
  },
  closed,
);

const content = Type.Object(
  {
    role: Type.Optional(wordOf(["user", "model", "function", "system"])),
    parts: Type.Array(part, { minItems: 1 }),
  },
  closed,
);

const thinkingConfig = Type.Object(
  {
    includeThoughts: flag,
    thinkingBudget: Type.Optional(
      Type.Integer({ minimum: -1, maximum: limits.tokensMax, description: "-1: as it likes." }),
    ),
    thinkingLevel: Type.Optional(
      wordOf(["THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH"]),
    ),
  },
  closed,
);

const generationConfig = Type.Object(
  {
    maxOutputTokens: count,
    candidateCount: Type.Optional(Type.Literal(1)),
    temperature: number,
    topP: number,
    topK: number,
    seed: Type.Optional(Type.Integer()),
    stopSequences: Type.Optional(Type.Array(text)),
    presencePenalty: number,
    frequencyPenalty: number,
    responseLogprobs: flag,
    logprobs: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
    responseMimeType: Type.Optional(wordOf(["text/plain", "application/json"])),
    responseSchema: Type.Optional(fields),
    responseJsonSchema: Type.Optional(fields),
    responseModalities: Type.Optional(Type.Array(wordOf(["TEXT", "IMAGE"]))),
    imageConfig: Type.Optional(
      Type.Object({ aspectRatio: maybeText, imageSize: maybeText }, closed),
    ),
    mediaResolution: Type.Optional(resolution),
    thinkingConfig: Type.Optional(thinkingConfig),
  },
  closed,
);

const declaration = Type.Object(
  {
    name,
    description: maybeText,
    parameters: Type.Optional(fields),
    parametersJsonSchema: Type.Optional(fields),
  },
  closed,
);

const toolConfig = Type.Object(
  {
    functionCallingConfig: Type.Optional(
      Type.Object(
        {
          mode: Type.Optional(wordOf(["MODE_UNSPECIFIED", "AUTO", "ANY", "NONE"])),
          allowedFunctionNames: Type.Optional(Type.Array(name, { maxItems: 1 })),
        },
        closed,
      ),
    ),
  },
  closed,
);

/** The body of `generateContent` and its sisters. */
export const generateBody = Type.Object(
  {
    model: maybeText,
    contents: Type.Array(content, { minItems: 1, maxItems: limits.messagesMax }),
    systemInstruction: Type.Optional(content),
    tools: Type.Optional(
      Type.Array(
        Type.Object(
          {
            functionDeclarations: Type.Optional(
              Type.Array(declaration, { maxItems: limits.toolsMax }),
            ),
          },
          closed,
        ),
      ),
    ),
    toolConfig: Type.Optional(toolConfig),
    generationConfig: Type.Optional(generationConfig),
    safetySettings: Type.Optional(Type.Array(fields)),
    serviceTier: Type.Optional(wordOf(["unspecified", "standard"])),
    ...callExtras,
  },
  {
    ...closed,
    title: "GenerateContentRequest",
    description: "In camel case or with underscores. Other fields are refused by name.",
    examples: [generateExamples.request],
  },
);

export type GenerateBody = Type.Static<typeof generateBody>;
export type GenerationConfig = Exclude<GenerateBody["generationConfig"], undefined>;
export type ContentParam = GenerateBody["contents"][number];
export type PartParam = ContentParam["parts"][number];

export const checkGenerateBody = Compile(generateBody);
