import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { type OutputChunk, rolldown } from "rolldown";
import { build } from "./build.ts";

const folder = mkdtempSync(join(tmpdir(), "farebox-client-"));
after(() => rmSync(folder, { recursive: true, force: true }));

// A project that has installed the published form.
const installed = join(folder, "node_modules", "@farebox", "client");
mkdirSync(dirname(installed), { recursive: true });
build(installed);
symlinkSync(
  dirname(createRequire(import.meta.url).resolve("undici/package.json")),
  join(folder, "node_modules", "undici"),
);
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');

const bytesMax = 15 * 1024;
const parts = [
  ...["", "/ai-sdk", "/chat-stream", "/errors", "/events", "/fetch", "/pictures", "/retry"],
  "/types",
];

interface Target {
  readonly platform: "browser";
  readonly format: "esm" | "iife";
}

async function bundle(code: string, { platform, format }: Target): Promise<OutputChunk> {
  const entry = join(folder, `entry-${platform}.js`);
  writeFileSync(entry, code);
  const input = { input: entry, platform, external: ["undici", /^node:/] };
  const made = await rolldown(input);
  const { output } = await made.generate({ format, name: "farebox", minify: true });
  await made.close();
  return output[0];
}

/** Calls, streams, cost, stop, resume and retries; what else is exported is imported by itself. */
const client = 'export { Farebox } from "@farebox/client";';
const everything = parts.map((part) => `export * from "@farebox/client${part}";`).join("\n");

test("the client has at most 15 KB minified where that counts, in a page", async () => {
  const { code } = await bundle(client, { platform: "browser", format: "esm" });
  const bytes = Buffer.byteLength(code);
  assert(bytes <= bytesMax, `${bytes} bytes`);
  assert(bytes > 10_000, `${bytes} bytes are not all of it`);
});

test("for a browser it brings nothing of Node.js, and runs in a page's bare context", async () => {
  const { code, imports } = await bundle(everything, { platform: "browser", format: "iife" });
  assert.deepEqual(imports, []);
  const asked: string[] = [];
  const page = createContext({
    fetch: async (url: string, init: RequestInit) => {
      asked.push(`${init.method} ${url} ${new Headers(init.headers).get("authorization")}`);
      return Response.json({ available: "4.20" });
    },
    ...{
      AbortController,
      AbortSignal,
      Blob,
      Headers,
      Response,
      ReadableStream,
      URL,
      URLSearchParams,
    },
    ...{ TextDecoder, TextEncoder, Uint8Array, atob, btoa, clearTimeout, crypto, performance },
    setTimeout,
  });
  const script = `${code}
    new farebox.Farebox({ apiKey: "sk-12345678", baseUrl: "https://gate.example" }).balance()`;
  const balance = await runInContext(script, page);
  assert.equal(balance.available, "4.20");
  assert.deepEqual(asked, ["GET https://gate.example/v1/balance Bearer sk-12345678"]);
  const path = runInContext(`farebox.picture("cat.png")`, page);
  await assert.rejects(path, { name: "SettingError", message: /a browser reads no paths/ });
});

const consumer = `
import { Farebox } from "@farebox/client";
import { PaymentRequiredError } from "@farebox/client/errors";
import { picture } from "@farebox/client/pictures";
import { retry, type Middleware } from "@farebox/client/retry";
import { spending } from "@farebox/client/ai-sdk";

const layer: Middleware = retry({ retries: 1 });
const farebox = new Farebox({ apiKey: "sk-12345678", middleware: [layer] });
export async function ask(file: File): Promise<string | null> {
  const messages = [{ role: "user", content: [await picture(file, { detail: "low" })] }];
  const stream = await farebox.stream({ model: "m", messages }, { maxCost: "0.05" });
  try {
    for await (const chunk of stream) console.log(chunk.choices[0]?.delta.content, stream.cost);
  } catch (error) {
    if (error instanceof PaymentRequiredError) return error.available ?? null;
  }
  return (await stream.stop()).cost;
}
export const gate = spending(farebox, { maxCost: "0.05" });
`;
/** The types are there, so a wrong term is seen. */
const mistaken = `${consumer}void farebox.complete({ model: "m", messages: [] }, { maxCosts: 1 });`;

test("the published types serve a page and a program of Node.js", () => {
  writeFileSync(join(folder, "consumer.ts"), consumer);
  writeFileSync(join(folder, "mistaken.ts"), mistaken);
  const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
  const program = join(dirname(compiler), "bin", "tsc");
  const common = ["--noEmit", "--strict", "--target", "esnext", "--ignoreConfig"];
  const typeRoots = ["--types", "node", "--typeRoots", join(dirname(compiler), "..", "@types")];
  const page = ["--module", "esnext", "--moduleResolution", "bundler", "--lib", "esnext,dom"];
  const server = ["--module", "nodenext", "--lib", "esnext", ...typeRoots];
  for (const terms of [page, server]) {
    assert.equal(run([program, ...terms, ...common, "consumer.ts"]), "", terms.join(" "));
    const told = run([program, ...terms, ...common, "mistaken.ts"]);
    assert.match(told, /mistaken\.ts.*'maxCosts' does not exist in type 'Terms'/);
  }
});

function run(parameters: readonly string[]): string {
  try {
    return execFileSync(process.execPath, parameters, { cwd: folder, encoding: "utf8" });
  } catch (error) {
    return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
  }
}

test("the published form is a package of its own, and says of the sources nothing", () => {
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  assert.equal(manifest.private, undefined);
  assert.deepEqual(Object.keys(manifest.dependencies), ["undici"]);
  assert.deepEqual(
    Object.keys(manifest.exports),
    parts.map((part) => `.${part}`),
  );
  assert.doesNotMatch(JSON.stringify(manifest), /\.ts"|\/src\//);
  const code = `const { Farebox } = await import("@farebox/client");
    try { new Farebox({ apiKey: "" }) } catch (error) { console.log(error.name) }`;
  const told = run(["--input-type=module", "--eval", code]);
  assert.equal(told, "SettingError\n");
});
