import Type from "typebox";
import { tokens } from "../../schemas/values.ts";
import { generateExamples } from "./examples.ts";

const anything = Type.Record(Type.String(), Type.Unknown());

const usageMetadata = Type.Object(
  {
    promptTokenCount: tokens(),
    candidatesTokenCount: Type.Optional(tokens("Without the thoughts.")),
    thoughtsTokenCount: Type.Optional(tokens()),
    totalTokenCount: Type.Optional(tokens()),
    cost: Type.Optional(Type.Number({ description: "Dollars, exact; at the end of the answer." })),
  },
  { additionalProperties: true },
);

/** An answer of `generateContent`, and each event of a streamed one. */
export const generateAnswer = Type.Object(
  {
    candidates: Type.Array(
      Type.Object(
        {
          content: Type.Object({
            role: Type.Literal("model"),
            parts: Type.Optional(
              Type.Array(anything, {
                description: "`text`, `functionCall`, and `inlineData` where the model draws.",
              }),
            ),
          }),
          finishReason: Type.Optional(
            Type.String({ description: "`STOP`, `MAX_TOKENS` or `SAFETY`; at the end." }),
          ),
          index: Type.Integer(),
        },
        { additionalProperties: true },
      ),
    ),
    usageMetadata,
    modelVersion: Type.String({ description: "As the catalogue has it." }),
    responseId: Type.String({ description: "The call's id; also in the header `X-Request-Id`." }),
  },
  { title: "GenerateContentResponse", examples: [generateExamples.response] },
);

/** A refusal in this dialect. */
export const generateErrorSchema = Type.Object(
  {
    error: Type.Object({
      code: Type.Integer({ description: "The status." }),
      message: Type.String(),
      status: Type.String({ description: "One of google.rpc's words." }),
      details: Type.Array(anything, {
        description: "`ErrorInfo`, whose `metadata.code` is the gateway's own code.",
      }),
      metadata: Type.Optional(anything),
    }),
  },
  { title: "GenerateContentError" },
);

/** What `countTokens` answers. */
export const generateTokensCounted = Type.Object(
  {
    totalTokens: tokens("As expected, by the model's own rule."),
    promptTokensDetails: Type.Array(Type.Object({ modality: Type.String(), tokenCount: tokens() })),
  },
  { title: "CountTokensResponse" },
);

export const generateModel = Type.Object(
  {
    name: Type.String({ description: "`models/` and the id." }),
    baseModelId: Type.String(),
    version: Type.String(),
    displayName: Type.String(),
    description: Type.String(),
    inputTokenLimit: tokens("The context window."),
    outputTokenLimit: tokens(),
    supportedGenerationMethods: Type.Array(Type.String()),
  },
  { title: "GenerateContentModel" },
);
