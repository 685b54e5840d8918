import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { limits } from "../core/limits.ts";
import { at, listAt } from "./at.ts";

/** What the command line says of a call. */
export interface EstimateOrder {
  readonly pictures: readonly string[];
  readonly text: string | undefined;
  /** Path of a whole request; instead of pictures and text. */
  readonly body: string | undefined;
  readonly changes: BodyChanges;
}

/** What is set in a request, whatever it said before. */
export interface BodyChanges {
  readonly model?: string;
  readonly detail?: string;
  readonly maxTokens?: number;
}

type Body = Readonly<Record<string, unknown>>;

/** A request, and what its pictures are called. */
export interface NamedBody {
  readonly body: Body;
  readonly names: readonly string[];
}

/** Puts the request together; throws one sentence where a file or folder can't be read. */
export function readEstimateBody(order: EstimateOrder): NamedBody {
  const named = order.body === undefined ? composeBody(order) : readBodyFile(order.body);
  const body = changeBody(named.body, order.changes);
  if (typeof body["model"] !== "string") throw new Error("no model: name one with --model");
  return { ...named, body };
}

/** The same request with other terms; `detail` is that of every picture. */
export function changeBody(body: Body, { model, detail, maxTokens }: BodyChanges): Body {
  const { max_completion_tokens: _other, ...unlimited } = body;
  return {
    ...(maxTokens === undefined ? body : { ...unlimited, max_tokens: maxTokens }),
    ...(model === undefined ? {} : { model }),
    ...(detail === undefined ? {} : { messages: listAt(body, "messages").map(withDetail(detail)) }),
  };
}

function withDetail(detail: string): (message: unknown) => unknown {
  return (message) => {
    const content = at(message, "content");
    if (!Array.isArray(content)) return message;
    return { ...Object(message), content: content.map((part) => detailPart(part, detail)) };
  };
}

function detailPart(part: unknown, detail: string): unknown {
  const image = at(part, "image_url");
  if (image === undefined) return part;
  return { ...Object(part), image_url: { ...Object(image), detail } };
}

function composeBody({ pictures, text }: EstimateOrder): NamedBody {
  const found = pictures.flatMap(findPictures);
  if (found.length === 0 && text === undefined) {
    throw new Error("nothing to estimate: name pictures, or give --text or --body");
  }
  const parts = found.map(({ url }) => ({ type: "image_url", image_url: { url: url() } }));
  const said = text === undefined ? [] : [{ type: "text", text }];
  const messages = [{ role: "user", content: [...said, ...parts] }];
  return { body: { messages }, names: found.map(({ name }) => name) };
}

function readBodyFile(path: string): NamedBody {
  let body: unknown;
  try {
    body = JSON.parse(readFile(path).toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`${path} is no JSON: ${error.message}`);
    throw error;
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Error(`${path} is no request: it must be a JSON object`);
  }
  const pictures = listAt(body, "messages").flatMap((message) =>
    listAt(message, "content").filter((part) => at(part, "type") === "image_url"),
  );
  return { body: { ...body }, names: pictures.map((_picture, index) => `picture ${index + 1}`) };
}

interface FoundPicture {
  readonly name: string;
  /** Reads the file; an address stays one, and the gateway fetches it. */
  readonly url: () => string;
}

const endings = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".heic", ".heif"];

/** A file, an address, or the pictures that lie directly in a folder, by name. */
function findPictures(place: string): readonly FoundPicture[] {
  if (/^https?:\/\//i.test(place)) return [{ name: place, url: () => place }];
  if (!isFolder(place)) return [{ name: basename(place), url: () => dataUrl(place) }];
  const names = readdirSync(place).filter((one) => endings.includes(extname(one).toLowerCase()));
  if (names.length === 0) throw new Error(`the folder ${place} has no pictures`);
  if (names.length > limits.picturesMax) {
    throw new Error(`the folder ${place} has more than ${limits.picturesMax} pictures`);
  }
  return names.sort().map((name) => ({ name, url: () => dataUrl(join(place, name)) }));
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What it is, the gateway reads from its bytes. */
function dataUrl(path: string): string {
  return `data:image/*;base64,${readFile(path).toString("base64")}`;
}

function readFile(path: string): Buffer {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error(`there is no ${path}`);
  if (!stat.isFile()) throw new Error(`${path} is no file`);
  if (stat.size > limits.bodyBytesMax) {
    throw new Error(`${path} is larger than ${limits.bodyBytesMax} bytes`);
  }
  return readFileSync(path);
}
