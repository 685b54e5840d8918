import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import sharp from "sharp";
import { requirePython } from "../doubles/environment.ts";
import { startGateway } from "../doubles/gateway.ts";
import { operate } from "../doubles/operator.ts";

const run = promisify(execFile);
const script = fileURLToPath(new URL("./openai-python.py", import.meta.url));
const checks = ["plain", "streamed", "picture", "tools", "json_mode", "errors"];

test("the official openai package for Python works as its users write it", async (context) => {
  const python = requirePython(context);
  if (python === null) return;
  const gateway = await startGateway();
  context.after(() => gateway.close());
  const operator = operate(gateway);
  const picture = await sharp({
    create: { width: 320, height: 200, channels: 3, background: "#1e50c8" },
  })
    .png()
    .toBuffer();
  const { stdout } = await run(python, [script], {
    timeout: 90_000,
    env: {
      PATH: process.env["PATH"] ?? "",
      GATEWAY_URL: gateway.url(),
      PICTURE: picture.toString("base64"),
      KEY: (await operator.customer()).secret,
      POOR_KEY: (await operator.customer({ balance: "0" })).secret,
      SLOW_KEY: (await operator.customer({ rpm: 1 })).secret,
      CLOSED_KEY: (await operator.customer({ key: { models: ["gpt-4o"] } })).secret,
    },
  });
  assert.deepEqual(
    stdout.trim().split("\n"),
    checks.map((check) => `passed ${check}`),
  );
});
