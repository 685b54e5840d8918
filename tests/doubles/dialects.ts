/** One conversation, to be said in every dialect. */
export interface Conversation {
  readonly model: string;
  readonly system: string | null;
  readonly turns: readonly Turn[];
  readonly tools: boolean;
  readonly outputTokensMax: number;
  readonly temperature: number | null;
  /** Whether the answer is bound to a schema. */
  readonly schema: boolean;
  readonly maxCost: string | null;
  readonly stream: boolean;
}

export type Turn =
  | {
      readonly kind: "user";
      readonly text: string;
      /** A base64 data URL of a PNG, or null. */
      readonly picture: string | null;
    }
  | {
      readonly kind: "model";
      readonly text: string;
      /** How many functions it called, each answered with the result. */
      readonly calls: number;
      readonly result: string;
    };

/** A conversation as the body of a call. */
export interface Rendered {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const description = "The weather of a city";
const parameters = { type: "object", properties: { city: { type: "string" } } };
const schema = {
  type: "object",
  properties: { title: { type: "string" } },
  required: ["title"],
  additionalProperties: false,
};
const input = '{"city":"Paris"}';

function idsOf(at: number, calls: number): readonly string[] {
  return Array.from({ length: calls }, (_, index) => `call_${at}_${index}`);
}

function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function asChat(said: Conversation): Rendered {
  const { model, temperature, maxCost: max_cost, outputTokensMax: max_tokens } = said;
  const tool = { type: "function", function: { name: "get_weather", description, parameters } };
  const format = { type: "json_schema", json_schema: { name: "answer", schema, strict: true } };
  const messages = said.turns.flatMap<object>((turn, at) => {
    if (turn.kind === "user") {
      const picture =
        turn.picture === null ? [] : [{ type: "image_url", image_url: { url: turn.picture } }];
      const content = [{ type: "text", text: turn.text }, ...picture];
      return [{ role: "user", content: picture.length > 0 ? content : turn.text }];
    }
    const ids = idsOf(at, turn.calls);
    const called = { name: "get_weather", arguments: input };
    const calls = ids.map((id) => ({ id, type: "function", function: called }));
    return [
      { role: "assistant", content: turn.text, ...(calls.length > 0 ? { tool_calls: calls } : {}) },
      ...ids.map((id) => ({ role: "tool", tool_call_id: id, content: turn.result })),
    ];
  });
  const system = said.system === null ? [] : [{ role: "system", content: said.system }];
  return {
    path: "/v1/chat/completions",
    body: {
      model,
      max_tokens,
      messages: [...system, ...messages],
      stream: said.stream,
      ...given({
        temperature,
        max_cost,
        tools: said.tools ? [tool] : null,
        response_format: said.schema ? format : null,
      }),
    },
  };
}

function asResponse(said: Conversation): Rendered {
  const { model, temperature, maxCost: max_cost, system: instructions } = said;
  const tool = { type: "function", name: "get_weather", description, parameters };
  const format = { type: "json_schema", name: "answer", schema, strict: true };
  const items = said.turns.flatMap<object>((turn, at) => {
    if (turn.kind === "user") {
      if (turn.picture === null) return [{ role: "user", content: turn.text }];
      const picture = { type: "input_image", image_url: turn.picture, detail: "auto" };
      return [{ role: "user", content: [{ type: "input_text", text: turn.text }, picture] }];
    }
    const ids = idsOf(at, turn.calls);
    const text = { type: "output_text", text: turn.text, annotations: [] };
    const called = { type: "function_call", name: "get_weather", arguments: input };
    const result = { type: "function_call_output", output: turn.result };
    return [
      { type: "message", role: "assistant", id: `msg_${at}`, content: [text] },
      ...ids.map((call_id) => ({ ...called, call_id })),
      ...ids.map((call_id) => ({ ...result, call_id })),
    ];
  });
  return {
    path: "/v1/responses",
    body: {
      model,
      max_output_tokens: said.outputTokensMax,
      input: items,
      stream: said.stream,
      ...given({
        instructions,
        temperature,
        max_cost,
        tools: said.tools ? [tool] : null,
        text: said.schema ? { format } : null,
      }),
    },
  };
}

function asMessages(said: Conversation): Rendered {
  const { model, temperature, maxCost: max_cost, outputTokensMax: max_tokens, system } = said;
  const tool = { name: "get_weather", description, input_schema: parameters };
  const messages = said.turns.flatMap<object>((turn, at) => {
    const text = { type: "text", text: turn.text };
    if (turn.kind === "user") {
      if (turn.picture === null) return [{ role: "user", content: turn.text }];
      const data = turn.picture.slice(turn.picture.indexOf(",") + 1);
      const source = { type: "base64", media_type: "image/png", data };
      return [{ role: "user", content: [text, { type: "image", source }] }];
    }
    const ids = idsOf(at, turn.calls);
    const called = { type: "tool_use", name: "get_weather", input: JSON.parse(input) };
    const uses = ids.map((id) => ({ ...called, id }));
    const results = ids.map((id) => ({
      type: "tool_result",
      tool_use_id: id,
      content: turn.result,
    }));
    const answered = results.length > 0 ? [{ role: "user", content: results }] : [];
    return [{ role: "assistant", content: [text, ...uses] }, ...answered];
  });
  return {
    path: "/v1/messages",
    body: {
      model,
      max_tokens,
      messages,
      stream: said.stream,
      ...given({
        system,
        temperature,
        max_cost,
        tools: said.tools ? [tool] : null,
        output_config: said.schema ? { format: { type: "json_schema", schema } } : null,
      }),
    },
  };
}

function asGenerate(said: Conversation): Rendered {
  const { model, temperature, maxCost: max_cost } = said;
  const tool = { name: "get_weather", description, parametersJsonSchema: parameters };
  const contents = said.turns.flatMap<object>((turn, at) => {
    const text = { text: turn.text };
    if (turn.kind === "user") {
      const data = turn.picture?.slice(turn.picture.indexOf(",") + 1);
      const picture = data === undefined ? [] : [{ inlineData: { mimeType: "image/png", data } }];
      return [{ role: "user", parts: [text, ...picture] }];
    }
    const ids = idsOf(at, turn.calls);
    const name = "get_weather";
    const calls = ids.map((id) => ({ functionCall: { id, name, args: JSON.parse(input) } }));
    const results = ids.map((id) => ({
      functionResponse: { id, name, response: { output: turn.result } },
    }));
    const answered = results.length > 0 ? [{ role: "user", parts: results }] : [];
    return [{ role: "model", parts: [text, ...calls] }, ...answered];
  });
  const method = said.stream ? "streamGenerateContent?alt=sse" : "generateContent";
  return {
    path: `/v1beta/models/${model}:${method}`,
    body: {
      contents,
      generationConfig: {
        maxOutputTokens: said.outputTokensMax,
        ...given({ temperature }),
        ...(said.schema
          ? { responseMimeType: "application/json", responseJsonSchema: schema }
          : {}),
      },
      ...given({
        max_cost,
        systemInstruction: said.system === null ? null : { parts: [{ text: said.system }] },
        tools: said.tools ? [{ functionDeclarations: [tool] }] : null,
      }),
    },
  };
}

/** Every dialect, the one inside first. */
export const dialects: readonly ((said: Conversation) => Rendered)[] = [
  asChat,
  asResponse,
  asMessages,
  asGenerate,
];
