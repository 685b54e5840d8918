// Writes examples/first-call.json: the body of a first call, with a picture as a base64 data URL.
// Run it again where docs/pictures/toll-gate.png has changed: node examples/first-call-body.mjs
import { readFileSync, writeFileSync } from "node:fs";

const picture = readFileSync(new URL("../docs/pictures/toll-gate.png", import.meta.url));
const body = {
  model: "gemini-3.1-flash-image-preview",
  stream: true,
  stream_options: { include_usage: true },
  max_tokens: 300,
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "What is in this picture?" },
        {
          type: "image_url",
          image_url: { url: `data:image/png;base64,${picture.toString("base64")}` },
        },
      ],
    },
  ],
};
const place = new URL("first-call.json", import.meta.url);
writeFileSync(place, `${JSON.stringify(body, null, 2)}\n`);
