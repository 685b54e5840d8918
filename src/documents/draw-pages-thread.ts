import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { type PDFiumDocument, PDFiumLibrary } from "@hyzyla/pdfium";
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
  const { documentBytesMax, documentPagesMax } = limits;
  if (stat.size > documentBytesMax) return failed(`it is larger than ${documentBytesMax} bytes`);
  try {
    const bytes = readFileSync(from);
    const library = await PDFiumLibrary.init();
    const document = await library.loadDocument(bytes);
    const pageCount = document.getPageCount();
    if (pageCount < 1) return failed("it has no pages");
    if (pageCount > documentPagesMax) return failed(`it has more than ${documentPagesMax} pages`);
    return { document, hash: createHash("sha256").update(bytes).digest("hex") };
  } catch (error) {
    return failed(explain(error));
  }
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/password/i.test(message)) return "it is encrypted, and opens only with a password";
  if (/security/i.test(message)) return "it is encrypted in a way that is not supported";
  if (/format|corrupt/i.test(message)) return "it is no PDF, or is damaged";
  return `it can't be opened as a PDF (${message})`;
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
    return failed(`it can't be drawn (${error instanceof Error ? error.message : String(error)})`);
  }
}

function failed(sentence: string): PdfAnswer {
  return { kind: "failed", failed: sentence };
}
