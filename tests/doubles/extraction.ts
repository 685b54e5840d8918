import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { openSandbox } from "../../src/providers/sandbox/open-sandbox.ts";
import type { Ran } from "./command.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { listAt, parseOrNull } from "./json.ts";
import { type Customer, type CustomerTerms, type Operator, operate } from "./operator.ts";
import { makePdf } from "./pdf.ts";

/** The command at work. */
export interface Extracting {
  readonly child: ChildProcess;
  /** All that it said on standard error so far. */
  errors(): string;
  readonly ended: Promise<Ran>;
}

/** A gateway in front of a sandbox with a meter, and a folder with a document and a schema. */
export interface ExtractionStage {
  readonly gateway: Gateway;
  readonly operator: Operator;
  readonly folder: string;
  /** Calls that the sandbox has begun, as its own meter has them, oldest first. */
  metered(): Promise<readonly unknown[]>;
  /** Writes a document of so many pages and answers its path. */
  document(name: string, pages: number): Promise<string>;
  file(name: string, content: string | Uint8Array): string;
  enter(terms?: CustomerTerms): Promise<Customer>;
  start(customer: Customer, words: readonly string[]): Extracting;
}

export interface StageTerms {
  readonly tokensPerSecond?: number;
  readonly gateway?: Readonly<Record<string, unknown>>;
  /** Of the gateway; a restart then keeps its address. */
  readonly port?: number;
}

/** As the flat list's `gemini-3.1-flash-image-preview`, at the metered sandbox. */
export const extractModel = "page-reader";

const pageModel = {
  id: extractModel,
  routes: [{ provider: "metered", model: "gemini-3.1-flash-image-preview", vision: "tiles-258" }],
  text: "o200k_base",
  input: ["text", "image"],
  context_window: 128_000,
  output_tokens_max: 16_384,
  released: "2025-05",
  price: { input: "0.50", output: "60.00" },
};

/** What a page is read into: fields that the sandbox fills with what it measured. */
export const pageSchema = {
  type: "object",
  properties: {
    title: { type: "string" },
    orientation: { enum: ["portrait", "landscape"] },
    brightness: { type: "number" },
    colors: { type: "array", items: { type: "string" } },
    summary: { type: "string" },
  },
  required: ["title", "orientation", "brightness", "colors", "summary"],
  additionalProperties: false,
};

const program = fileURLToPath(new URL("../../bin/farebox.js", import.meta.url));

export async function openExtractionStage(terms: StageTerms = {}): Promise<ExtractionStage> {
  const sandbox = await openSandbox({
    port: 0,
    tokensPerSecond: terms.tokensPerSecond ?? 0,
    firstTokenMs: { min: 0, max: 0 },
  });
  after(() => sandbox.close());
  const gateway = await startGateway({
    config: {
      price_list: "flat",
      providers: { metered: { kind: "openai", base_url: `${sandbox.url}/v1`, api_key: "none" } },
      models: [pageModel],
      gateway: terms.gateway ?? {},
    },
    ...(terms.port === undefined ? {} : { environment: { FAREBOX_PORT: String(terms.port) } }),
  });
  after(() => gateway.close());
  const operator = operate(gateway);
  const folder = mkdtempSync(join(tmpdir(), "farebox-extraction-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  file("page.json", JSON.stringify(pageSchema));
  return {
    gateway,
    operator,
    folder,
    file,
    metered: async () => {
      const json: unknown = await (await fetch(`${sandbox.url}/meter`)).json();
      return listAt(json, "calls");
    },
    document: async (name, pages) => file(name, await makePdf(pages)),
    enter: (customer = {}) => operator.customer(customer),
    start: (customer, words) =>
      startExtracting(words, {
        FAREBOX_URL: gateway.url(),
        OPENAI_API_KEY: customer.secret,
        HOME: folder,
      }),
  };
}

/** Those that run still, when the tests end. */
const started = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of started) child.kill("SIGKILL");
});

/** Starts `farebox extract` with these words, as a shell would. */
export function startExtracting(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Extracting {
  const child = spawn(process.execPath, [program, "extract", ...words], {
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.add(child);
  child.once("exit", () => started.delete(child));
  const pieces: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (piece: string) => pieces.push(piece));
  const output = text(child.stdout);
  const ended = new Promise<Ran>((resolve) => {
    child.on("close", (exitCode) => {
      void output.then((said) => resolve({ exitCode, output: said, errors: pieces.join("") }));
    });
  });
  return { child, errors: () => pieces.join(""), ended };
}

/** The lines of an output, parsed. */
export function readLines(path: string): readonly unknown[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.slice(0, -1).map(parseOrNull);
}
