/** One streamed call with a picture, stopped on its way. */
export interface DemoOrder {
  readonly url: string;
  readonly key: string;
  /** PNG. */
  readonly picture: Buffer;
  readonly stopAfterTokens: number;
  readonly say: (text: string) => void;
}

export interface DemoBill {
  readonly status: string;
  readonly held: string;
  readonly promptTokens: number;
  readonly imageTokens: number;
  readonly completionTokens: number;
  readonly cost: string;
}

/** Dollars an output token costs on the flat list, for the running display only. */
const shownDollarsPerToken = 60 / 1_000_000;

/** Sends the call, shows it as it comes with its running cost, and presses Stop. */
export async function sendDemoCall(order: DemoOrder): Promise<DemoBill> {
  const answer = await fetch(`${order.url}/v1/chat/completions`, {
    method: "POST",
    headers: headersOf(order),
    body: JSON.stringify(bodyOf(order)),
  });
  if (!answer.ok || answer.body === null) throw new Error(await answer.text());
  const id = answer.headers.get("x-request-id") ?? "";
  const held = answer.headers.get("x-farebox-hold") ?? "";
  const promptTokens = answer.headers.get("x-farebox-prompt-tokens");
  order.say(`Sent a picture: ${promptTokens} prompt tokens, $${held} held before it left.\n\n`);

  let tokens = 0;
  let bill: Promise<DemoBill> | null = null;
  for await (const text of readDeltas(answer.body)) {
    tokens += 1;
    order.say(text);
    if (tokens % 20 === 0) order.say(` [~$${(tokens * shownDollarsPerToken).toFixed(4)}] `);
    if (tokens >= order.stopAfterTokens) bill ??= pressStop(order, id, held);
  }
  return await (bill ?? pressStop(order, id, held));
}

function headersOf(order: DemoOrder): Record<string, string> {
  return { authorization: `Bearer ${order.key}`, "content-type": "application/json" };
}

function bodyOf(order: DemoOrder): object {
  const url = `data:image/png;base64,${order.picture.toString("base64")}`;
  return {
    model: "gemini-3.1-flash-image-preview",
    stream: true,
    max_tokens: 600,
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Describe this picture at length." },
          { type: "image_url", image_url: { url } },
        ],
      },
    ],
  };
}

async function* readDeltas(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending = "";
  for await (const bytes of body) {
    const lines = (pending + decoder.decode(bytes, { stream: true })).split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("data: {")) continue;
      const delta = JSON.parse(line.slice(6)).choices[0]?.delta?.content;
      if (typeof delta === "string" && delta !== "") yield delta;
    }
  }
}

interface FinalState {
  readonly status: string;
  readonly cost: string;
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly prompt_tokens_details: { readonly image_tokens: number };
  };
}

async function pressStop(order: DemoOrder, id: string, held: string): Promise<DemoBill> {
  const answer = await fetch(`${order.url}/v1/chat/completions/${id}/cancel`, {
    method: "POST",
    headers: headersOf(order),
  });
  const state = (await answer.json()) as FinalState;
  return {
    status: state.status,
    held,
    promptTokens: state.usage.prompt_tokens,
    imageTokens: state.usage.prompt_tokens_details.image_tokens,
    completionTokens: state.usage.completion_tokens,
    cost: state.cost,
  };
}
