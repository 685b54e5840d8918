import type { Detail, Model } from "../../api/models.ts";

export const replies = ["text", "json_object", "json_schema"] as const;
export type ReplyKind = (typeof replies)[number];

/** How a call is made; texts as they were entered. */
export interface Settings {
  readonly model: string;
  readonly key: string;
  readonly maxTokens: string;
  readonly maxCost: string;
  readonly detail: Detail;
  readonly reply: ReplyKind;
  readonly schema: string;
  readonly tools: string;
  /** Whether pictures may come out, where the model makes them. */
  readonly draws: boolean;
}

export const firstSettings: Omit<Settings, "model" | "key"> = {
  maxTokens: "500",
  maxCost: "",
  detail: "auto",
  reply: "text",
  schema: `{
  "type": "object",
  "properties": { "description": { "type": "string" } },
  "required": ["description"],
  "additionalProperties": false
}`,
  tools: "",
  draws: true,
};

/** What can't be sent because it is no JSON, by its field. */
export interface Problems {
  readonly schema?: string;
  readonly tools?: string;
}

export function findProblems({ reply, schema, tools }: Settings): Problems {
  const schemaProblem = reply === "json_schema" ? problemOf(schema) : null;
  const toolsProblem = tools.trim() === "" ? null : problemOf(tools);
  return {
    ...(schemaProblem === null ? {} : { schema: schemaProblem }),
    ...(toolsProblem === null ? {} : { tools: toolsProblem }),
  };
}

function problemOf(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return `This is no JSON yet: ${error instanceof Error ? error.message : "it can't be read"}`;
  }
}

/** The fields of the call beside its messages; only of settings without problems. */
export function writeSettings(
  settings: Settings,
  model: Model | undefined,
): Readonly<Record<string, unknown>> {
  const { maxTokens, maxCost, tools } = settings;
  const makes = model?.output_modalities.includes("image") === true;
  return {
    model: settings.model,
    ...(maxTokens === "" ? {} : { max_tokens: Number(maxTokens) }),
    ...(maxCost === "" ? {} : { max_cost: maxCost }),
    ...(tools.trim() === "" ? {} : { tools: JSON.parse(tools) as unknown }),
    ...(makes ? { modalities: settings.draws ? ["text", "image"] : ["text"] } : {}),
    ...writeReply(settings),
  };
}

function writeReply({ reply, schema }: Settings): Readonly<Record<string, unknown>> {
  if (reply === "text") return {};
  if (reply === "json_object") return { response_format: { type: "json_object" } };
  const wanted = { name: "answer", strict: true, schema: JSON.parse(schema) as unknown };
  return { response_format: { type: "json_schema", json_schema: wanted } };
}
