import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** One file of the built console, in the codings that browsers take. */
export interface ConsoleFile {
  readonly type: string;
  readonly etag: string;
  /** True where its name changes with its content, so that it can be kept for ever. */
  readonly named: boolean;
  /** Compressed by the build; else once, when it is first asked for. */
  readonly bytes: (coding: Coding) => Promise<Buffer>;
}

export type Coding = "br" | "gzip" | "identity";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
  ".png": "image/png",
};

/** All files of the built console by path, `/index.html` among them; none where it is not built. */
export function readConsoleFiles(folder: string): ReadonlyMap<string, ConsoleFile> {
  const files = new Map<string, ConsoleFile>();
  for (const name of listFiles(folder)) {
    const type = types[extname(name)];
    if (type !== undefined) files.set(`/${name}`, readFile(join(folder, name), type));
  }
  return files;
}

function listFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    // The console is a part that can be left out: without it the gateway works as before.
    return [];
  }
}

function readFile(path: string, type: string): ConsoleFile {
  const content = readFileSync(path);
  const built = readBuilt(`${path}.br`);
  const codings: Readonly<Record<Coding, () => Promise<Buffer>>> = {
    br: async () => built ?? (await compress(content)),
    gzip: () => promisify(gzip)(content, { level: 9 }),
    identity: async () => content,
  };
  const made = new Map<Coding, Promise<Buffer>>();
  return {
    type,
    etag: `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`,
    named: /-[\w-]{8}\.\w+$/.test(path),
    bytes: (coding) => {
      const known = made.get(coding) ?? codings[coding]();
      made.set(coding, known);
      return known;
    },
  };
}

/** What the build has compressed already, read with the rest of it; null where it did not. */
function readBuilt(path: string): Buffer | null {
  return existsSync(path) ? readFileSync(path) : null;
}

function compress(content: Buffer): Promise<Buffer> {
  return promisify(brotliCompress)(content, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
}
