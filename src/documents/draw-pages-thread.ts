import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { PDFiumDocument, PDFiumModule } from "@hyzyla/pdfium";
import sharp from "sharp";
import { assert } from "../core/assert.ts";
import { limits } from "../core/limits.ts";
import type { PdfAnswer, PdfOrder } from "./pdf-pages.ts";

// Draws the pages of one PDF, one after another, for as long as the thread lives.

const port = parentPort;
assert(port !== null, "pages are drawn in a thread");
// One page after another: neither more threads nor what was drawn before are of any use.
sharp.concurrency(1);
sharp.cache(false);

const { path }: PdfOrder = workerData;
type PDFium = Awaited<ReturnType<typeof PDFiumModule>>;

/** PDFium as its own documentation starts it: without a script engine, fonts or a platform. */
const libraryTerms = {
  version: 2,
  m_pUserFontPaths: null,
  m_pIsolate: null,
  m_v8EmbedderSlot: 0,
  m_pPlatform: null,
};

/** PDFium's `FPDF_ERR_…`, by number: fpdfview.h. */
const reasons: Readonly<Record<number, string>> = {
  3: "it is no PDF, or is damaged",
  4: "it is encrypted, and opens only with a password",
  5: "it is encrypted in a way that is not supported",
};

const opened = await open(path);
if ("kind" in opened) port.postMessage(opened);
else {
  const { document, hash } = opened;
  port.on("message", (page: number) => {
    void draw(document, page).then((answer) => {
      port.postMessage(answer, answer.kind === "drawn" ? [answer.bytes.buffer] : []);
    });
  });
  const pageCount = document.getPageCount();
  port.postMessage({ kind: "opened", pageCount, hash } satisfies PdfAnswer);
}

interface Opened {
  readonly document: PDFiumDocument;
  readonly hash: string;
}

async function open(from: string): Promise<Opened | PdfAnswer> {
  const stat = statSync(from, { throwIfNoEntry: false });
  if (stat === undefined) return failed("there is no such file");
  if (!stat.isFile()) return failed("it is no file");
  if (stat.size === 0) return failed("the file is empty");
  const { documentBytesMax } = limits;
  if (stat.size > documentBytesMax) return failed(`it is larger than ${documentBytesMax} bytes`);
  const module = await PDFiumModule({});
  module._FPDF_InitLibraryWithConfig(libraryTerms);
  return openIn(module, { path: from, size: stat.size });
}

interface SizedFile {
  readonly path: string;
  readonly size: number;
}

/** Reads the file to where PDFium looks at it, so that it is in memory once. */
function openIn(module: PDFium, { path: from, size }: SizedFile): Opened | PdfAnswer {
  const pointer = module.wasmExports.malloc(size);
  if (pointer === 0) return failed("there is no memory for it");
  const file = openSync(from, "r");
  // The memory may have moved to make room: it is asked for after that.
  const read = readSync(file, module.HEAPU8, { offset: pointer, length: size, position: 0 });
  closeSync(file);
  if (read !== size) return failed("it changed while it was read");
  const hash = createHash("sha256").update(module.HEAPU8.subarray(pointer, pointer + size));
  const handle = module._FPDF_LoadMemDocument(pointer, size, 0);
  if (handle === 0) return failed(reasons[module._FPDF_GetLastError()] ?? "it is no PDF");
  const document = new PDFiumDocument({ module, documentIdx: handle, documentPtr: pointer });
  const pageCount = document.getPageCount();
  if (pageCount < 1) return failed("it has no pages");
  const { documentPagesMax } = limits;
  if (pageCount > documentPagesMax) return failed(`it has more than ${documentPagesMax} pages`);
  return { document, hash: hash.digest("hex") };
}

async function draw(document: PDFiumDocument, number: number): Promise<PdfAnswer> {
  try {
    const page = document.getPage(number - 1);
    const { originalWidth, originalHeight } = page.getOriginalSize();
    if (!(originalWidth > 0 && originalHeight > 0)) return failed("the page is damaged");
    const width = limits.pageWidth;
    const height = Math.max(1, Math.round((width * originalHeight) / originalWidth));
    if (height > limits.pageHeightMax) {
      const most = `at most ${limits.pageHeightMax} are drawn`;
      return failed(`the page is ${width}×${height} pixels at this width; ${most} in height`);
    }
    const drawn = await page.render({ width, height, renderFormFields: true });
    const raw = { width: drawn.width, height: drawn.height, channels: 4 as const };
    const jpeg = await sharp(drawn.data, { raw })
      .removeAlpha()
      .jpeg({ quality: 85, chromaSubsampling: "4:4:4" })
      .toBuffer();
    return { kind: "drawn", bytes: new Uint8Array(jpeg) };
  } catch (error) {
    // What broke PDFium itself ends the thread: a new one draws the next page.
    if (error instanceof Error && error.name === "RuntimeError") throw error;
    return failed(`it can't be drawn (${error instanceof Error ? error.message : String(error)})`);
  }
}

function failed(sentence: string): PdfAnswer {
  return { kind: "failed", failed: sentence };
}
