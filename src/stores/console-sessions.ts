import type { ConsoleSession, SessionHolder } from "../core/access/console-session.ts";
import type { ConsoleSessions } from "../ports/members.ts";

/** One change to who is signed in, as a store writes it down. */
export type ConsoleSessionChange =
  | { readonly kind: "open_session"; readonly session: ConsoleSession }
  | { readonly kind: "end_sessions"; readonly ids: readonly string[] };

/** The sessions of a process that alone owns its store: read from memory, durable before seen. */
export function openConsoleSessions(
  kept: readonly ConsoleSession[],
  persist: (change: ConsoleSessionChange) => Promise<void>,
): ConsoleSessions {
  const byToken = new Map(kept.map((session) => [session.tokenHash, session]));
  const end = async (ended: (session: ConsoleSession) => boolean): Promise<void> => {
    const gone = [...byToken.values()].filter(ended);
    if (gone.length === 0) return;
    // Refused from this moment on, even where the disk then fails: it is the safe way to be wrong.
    for (const { tokenHash } of gone) byToken.delete(tokenHash);
    await persist({ kind: "end_sessions", ids: gone.map(({ id }) => id) });
  };
  return {
    create: async (session) => {
      if (byToken.has(session.tokenHash)) throw new Error("another session has this token");
      await end(({ expiresAt }) => expiresAt <= session.createdAt);
      await persist({ kind: "open_session", session });
      byToken.set(session.tokenHash, session);
    },
    remove: (id) => end((session) => session.id === id),
    removeAllOf: (holder) => end((session) => sameHolder(session.holder, holder)),
    findByTokenHash: async (tokenHash) => byToken.get(tokenHash) ?? null,
  };
}

function sameHolder(one: SessionHolder, other: SessionHolder): boolean {
  return one.kind === other.kind && one.id === other.id;
}
