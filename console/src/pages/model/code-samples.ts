/** What the samples of code are written for. */
export interface SampleOrder {
  /** Where this gateway is, without a slash at the end. */
  readonly origin: string;
  readonly model: string;
  readonly takesPictures: boolean;
  /** What stands for the secret, such as `sk-…`. */
  readonly secret: string;
}

export interface Sample {
  readonly name: string;
  readonly code: string;
}

/** One streamed call in three languages, with its bill at the end. */
export function writeSamples(order: SampleOrder): readonly Sample[] {
  return [
    { name: "cURL", code: writeCurl(order) },
    { name: "Python", code: writePython(order) },
    { name: "Node.js", code: writeNode(order) },
  ];
}

const picture = "https://example.com/picture.png";

function writeCurl({ origin, model, takesPictures, secret }: SampleOrder): string {
  const content = takesPictures
    ? `[
      { "type": "text", "text": "What is in this picture?" },
      { "type": "image_url", "image_url": { "url": "${picture}", "detail": "auto" } }
    ]`
    : `"Say hello."`;
  return `curl -N ${origin}/v1/chat/completions \\
  -H 'authorization: Bearer ${secret}' \\
  -H 'content-type: application/json' \\
  -d '{
    "model": "${model}",
    "max_tokens": 300,
    "stream": true,
    "stream_options": { "include_usage": true },
    "messages": [{ "role": "user", "content": ${content} }]
  }'`;
}

function writePython({ origin, model, takesPictures, secret }: SampleOrder): string {
  const content = takesPictures
    ? `[
        {"type": "text", "text": "What is in this picture?"},
        {"type": "image_url", "image_url": {"url": "${picture}", "detail": "auto"}},
    ]`
    : `"Say hello."`;
  return `from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key="${secret}")
stream = client.chat.completions.create(
    model="${model}",
    max_tokens=300,
    messages=[{"role": "user", "content": ${content}}],
    stream=True,
    stream_options={"include_usage": True},
)
for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
    if chunk.usage:
        print(f"\\n{chunk.usage.total_tokens} tokens, \${chunk.usage.cost}")`;
}

function writeNode({ origin, model, takesPictures, secret }: SampleOrder): string {
  const content = takesPictures
    ? `[
    { type: "text", text: "What is in this picture?" },
    { type: "image_url", image_url: { url: "${picture}", detail: "auto" } },
  ]`
    : `"Say hello."`;
  return `import OpenAI from "openai";

const client = new OpenAI({ baseURL: "${origin}/v1", apiKey: "${secret}" });
const stream = await client.chat.completions.create({
  model: "${model}",
  max_tokens: 300,
  messages: [{ role: "user", content: ${content} }],
  stream: true,
  stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
  if (chunk.usage) console.log(\`\\n\${chunk.usage.total_tokens} tokens, $\${chunk.usage.cost}\`);
}`;
}
