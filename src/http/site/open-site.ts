import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { OpenApiDocument } from "../openapi/document.ts";
import { renderPage } from "../reference/render-page.ts";
import { type Library, readLibrary } from "./read-library.ts";
import { renderGuide, renderMissing } from "./render-guide.ts";
import { placeOf, writeMarkdown } from "./resolve-link.ts";
import { writeContents, writeEverything } from "./write-collections.ts";
import { writeSections } from "./write-sections.ts";

/** What is answered at one address. */
export interface Resource {
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
}

export interface Site {
  /** What is at an address, given without the first slash; null where nothing is. */
  find(address: string): Promise<Resource> | null;
  /** A page that says so. */
  missing(address: string): string;
}

/**
 * The documentation: every page, its Markdown, what the search looks through. Files are read at
 * once, and what is made of them is made when it is first asked for and kept; there are as many
 * addresses as files.
 */
export function openSite(describe: () => OpenApiDocument, version: string): Site {
  const library = readLibrary();
  const writers = listWriters(library, { describe, version });
  const kept = new Map<string, Promise<Resource>>();
  return {
    find: (address) => {
      const writer = writers.get(address);
      if (writer === undefined) return null;
      const made = kept.get(address);
      if (made !== undefined) return made;
      const resource = finish(writer);
      kept.set(address, resource);
      // A fault is told to whoever asked, and is not kept for the next one.
      void resource.catch(() => kept.delete(address));
      return resource;
    },
    missing: (address) => renderMissing(library, address, version),
  };
}

interface Writer {
  readonly type: string;
  write(): string | Buffer | Promise<string>;
}

interface Told {
  readonly version: string;
  describe(): OpenApiDocument;
}

function listWriters(library: Library, told: Told): ReadonlyMap<string, Writer> {
  const { version, describe } = told;
  const pages = [...library.pages.values()].flatMap((page) => [
    [page.address, { type: types.html, write: () => renderGuide(library, page, version) }] as const,
    [
      placeOf(page, "markdown"),
      { type: types.markdown, write: () => writeMarkdown(library, page) },
    ] as const,
  ]);
  const pictures = [...library.pictures].map(
    ([file, bytes]) => [file, { type: "image/png", write: () => bytes }] as const,
  );
  return new Map<string, Writer>([
    ...pages,
    ...pictures,
    ["docs/reference", { type: types.html, write: () => renderPage(describe()) }],
    ["docs/style.css", { type: types.css, write: () => readBeside("style.css") }],
    ["docs/site.js", { type: types.script, write: () => readBeside("site.js") }],
    ["docs/minisearch.js", { type: types.script, write: readSearch }],
    ["docs/search.json", { type: types.json, write: () => writeSections(library, describe()) }],
    ["llms.txt", { type: types.text, write: () => writeContents(library) }],
    ["llms-full.txt", { type: types.text, write: () => writeEverything(library) }],
  ]);
}

const types = {
  html: "text/html; charset=utf-8",
  markdown: "text/markdown; charset=utf-8",
  css: "text/css; charset=utf-8",
  script: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  text: "text/plain; charset=utf-8",
} as const;

async function finish({ type, write }: Writer): Promise<Resource> {
  const body = Buffer.from(await write());
  const hash = createHash("sha256").update(body).digest("base64url").slice(0, 27);
  return { type, body, etag: `"${hash}"` };
}

function readBeside(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}

/** The package's own module for browsers, without the comment that names a map of its source. */
function readSearch(): string {
  const path = fileURLToPath(import.meta.resolve("minisearch"));
  return readFileSync(path, "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, "");
}
