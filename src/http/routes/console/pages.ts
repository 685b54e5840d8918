import { fileURLToPath } from "node:url";
import type { FastifyReply, FastifyRequest } from "fastify";
import { readSessionCookie } from "../../console/cookie.ts";
import { type Coding, type ConsoleFile, readConsoleFiles } from "../../console/files.ts";
import { onlyReads } from "../../only-reads.ts";

const folder = fileURLToPath(new URL("../../../../console/dist", import.meta.url));

/** Where nothing but programs asks: an address below is never a page of the console. */
const programs = /^\/(v1|v1beta|admin|console|docs|metrics|livez|readyz|openapi\.json)(\/|$)/;

/**
 * Finds what the console has at an address: one of its built files, or the document that every
 * address of a page has. They are no endpoints, and so in no description of the API.
 */
export function consolePages(): (request: FastifyRequest) => Page | null {
  const files = readConsoleFiles(folder);
  return (asked) => {
    const { method, url, headers } = asked;
    const path = url.split("?")[0] ?? "/";
    if (!onlyReads(method) || programs.test(path)) return null;
    const file = files.get(path);
    // A document is found by the addresses of its pages, never by its own name.
    if (file !== undefined && !path.endsWith(".html"))
      return (request, reply) => sendFile(request, reply, file);
    if (!(headers.accept ?? "").includes("text/html")) return null;
    const document = files.get(`/${documentAt(path, asked)}.html`);
    return (request, reply) =>
      document === undefined ? sendUnbuilt(reply) : sendFile(request, reply, document);
  };
}

/**
 * Who sends no session gets the small document in which one signs in, at whatever address, and not
 * the whole console, which would only find out that nobody is there. The cookie is not looked up:
 * of one that has ended the console learns by its first question.
 */
function documentAt(path: string, request: FastifyRequest): string {
  if (path === "/invitation") return "invitation";
  if (path === "/sign-in" || readSessionCookie(request) === "") return "sign-in";
  return path === "/" ? "overview" : "index";
}

export type Page = (request: FastifyRequest, reply: FastifyReply) => unknown;

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: ConsoleFile,
): Promise<FastifyReply> {
  reply.headers(pageHeaders).headers({
    "cache-control": keepingOf(file),
    etag: file.etag,
    vary: "accept-encoding",
  });
  if (request.headers["if-none-match"] === file.etag) return reply.code(304).send();
  const coding = chooseCoding(request.headers["accept-encoding"] ?? "");
  if (coding !== "identity") reply.header("content-encoding", coding);
  return reply.type(file.type).send(await file.bytes(coding));
}

function keepingOf({ named, type }: ConsoleFile): string {
  if (named) return "public, max-age=31536000, immutable";
  // At one address there is now the sign-in and now a page; Back must never find the other one.
  return type.startsWith("text/html") ? "no-store" : "no-cache";
}

function chooseCoding(accepted: string): Coding {
  if (/\bbr\b/.test(accepted)) return "br";
  return /\bgzip\b/.test(accepted) ? "gzip" : "identity";
}

function sendUnbuilt(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .headers(pageHeaders)
    .type("text/plain; charset=utf-8")
    .send("The console is not built. `npm run build` builds it; the API works without it.\n");
}

/** Its own scripts and styles, its own API, pictures that a user chose, and nothing else. */
const pageHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https:; " +
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  "cross-origin-opener-policy": "same-origin",
};
