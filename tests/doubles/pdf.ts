import { type PDFDocument, type PDFFont, PDFDocument as Pdf, rgb, StandardFonts } from "pdf-lib";
import sharp from "sharp";

/** Points: A4. */
const sheet = { width: 595, height: 842 };

/**
 * A real PDF of so many pages: by turns running text, a table with lines, and a page that looks
 * scanned: one grey, noisy picture, a little askew. The same number gives the same pages.
 */
export async function makePdf(pages: number): Promise<Uint8Array> {
  const document = await Pdf.create({ updateMetadata: false });
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let page = 1; page <= pages; page += 1) {
    if (page % 3 === 1) addText(document, font, page);
    else if (page % 3 === 2) addTable(document, font, page);
    else await addScan(document, page);
  }
  return await document.save({ addDefaultPage: false });
}

function addText(document: PDFDocument, font: PDFFont, page: number): void {
  const leaf = document.addPage([sheet.width, sheet.height]);
  leaf.drawText(`Report, page ${page}`, { x: 60, y: 770, size: 18, font });
  for (let line = 0; line < 40; line += 1) {
    const text = `Line ${line + 1}: the toll of lorry ${page * 100 + line} was paid at the gate.`;
    leaf.drawText(text, { x: 60, y: 735 - line * 16, size: 11, font });
  }
}

function addTable(document: PDFDocument, font: PDFFont, page: number): void {
  const leaf = document.addPage([sheet.width, sheet.height]);
  leaf.drawText(`Invoice ${2000 + page}`, { x: 60, y: 770, size: 18, font });
  for (let row = 0; row < 20; row += 1) {
    const y = 720 - row * 30;
    const start = { x: 60, y: y - 8 };
    leaf.drawLine({ start, end: { x: 535, y: y - 8 }, thickness: 0.5, color: rgb(0.4, 0.4, 0.4) });
    leaf.drawText(`Item ${row + 1}`, { x: 64, y, size: 11, font });
    leaf.drawText(`${row + page} x 1.50`, { x: 260, y, size: 11, font });
    leaf.drawText(`$${((row + page) * 1.5).toFixed(2)}`, { x: 460, y, size: 11, font });
  }
}

/** Grain of the paper, made once by a small generator of its own. */
const grain = new Uint8Array(65_536);
for (let index = 0, seed = 7; index < grain.length; index += 1) {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  grain[index] = (seed >> 16) % 40;
}

async function addScan(document: PDFDocument, page: number): Promise<void> {
  const [width, height] = [1240, 1754];
  const pixels = Buffer.alloc(width * height);
  for (let y = 0, index = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, index += 1) {
      const line = ((y + x / 60) / 24) | 0;
      const ink = line % 2 === 0 && (x + page * 7) % 180 > 40;
      pixels[index] = (ink ? 60 : 215) + (grain[(index + page * 977) & 65_535] ?? 0);
    }
  }
  const raw = { width, height, channels: 1 as const };
  const jpeg = await sharp(pixels, { raw }).jpeg({ quality: 60 }).toBuffer();
  const picture = await document.embedJpg(jpeg);
  const leaf = document.addPage([sheet.width, sheet.height]);
  leaf.drawImage(picture, { x: 0, y: 0, width: sheet.width, height: sheet.height });
}

/** A PDF that opens only with a password: whatever one is tried, its check fails. */
export function encryptedPdf(): Uint8Array {
  const junk = "5a".repeat(32);
  const parts = [
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj",
    `4 0 obj<</Filter/Standard/V 1/R 2/O<${junk}>/U<${junk}>/P -4>>endobj`,
  ];
  let text = "%PDF-1.4\n";
  const offsets = parts.map((part) => {
    const offset = text.length;
    text += `${part}\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`);
  const table = `xref\n0 5\n0000000000 65535 f \n${rows.join("")}`;
  const trailer = `trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<${junk}><${junk}>]>>`;
  return Buffer.from(`${text}${table}${trailer}\nstartxref\n${text.length}\n%%EOF\n`);
}

/** A PDF without a single page. */
export async function emptyPdf(): Promise<Uint8Array> {
  return await (await Pdf.create()).save({ addDefaultPage: false });
}
