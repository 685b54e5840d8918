import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { findHolder, findSession } from "../../admin/sign-in.ts";
import type { Acting, ConsoleSession } from "../../core/access/console-session.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import type { Edge } from "../edge.ts";
import { onlyReads } from "../only-reads.ts";
import { readSessionCookie } from "./cookie.ts";

/** A signed-in browser, as one request shows it. */
export interface Visit {
  readonly session: ConsoleSession;
  readonly acting: Acting;
  /** What the console's own pages send along with every write. */
  readonly csrfToken: string;
}

/**
 * Who is signed in where the request comes from. A write needs the token that only a page of ours
 * can have read, so that no other site's page writes in somebody's name.
 */
export async function readSession(edge: Edge, request: FastifyRequest): Promise<Visit | Refusal> {
  const cookie = readSessionCookie(request);
  const session = await findSession(edge.office, cookie);
  const acting = session === null ? null : await findHolder(edge.office, session.holder);
  if (session === null || acting === null) {
    return refuse("invalid_api_key", "Nobody is signed in here, or the session has ended.");
  }
  const csrfToken = csrfTokenOf(edge, cookie);
  if (!onlyReads(request.method)) {
    const refusal = refuseForged(request, csrfToken);
    if (refusal !== null) return refusal;
  }
  return { session, acting, csrfToken };
}

/** Follows from the cookie, so that it needs no place of its own and ends with the session. */
export function csrfTokenOf(edge: Edge, cookie: string): string {
  return edge.office.hashSecret(`csrf ${cookie}`);
}

function refuseForged(request: FastifyRequest, csrfToken: string): Refusal | null {
  const { origin, host } = request.headers;
  if (origin !== undefined && hostOf(origin) !== host) {
    return refuse("forbidden", `A page of ${origin} can't write in a session of the console.`);
  }
  const given = request.headers["x-farebox-csrf"];
  const shown = Buffer.from(typeof given === "string" ? given : "");
  const expected = Buffer.from(csrfToken);
  if (shown.length === expected.length && timingSafeEqual(shown, expected)) return null;
  return refuse(
    "forbidden",
    "A write in a session of the console needs its token in the header `X-Farebox-Csrf`.",
  );
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
