import type { ConsoleSession, SessionHolder } from "../core/access/console-session.ts";
import type { Member } from "../core/access/member.ts";

/** Who of the accounts may use the console. Creating one that exists already rejects. */
export interface Members {
  create(member: Member): Promise<void>;
  update(member: Member): Promise<void>;
  remove(id: string): Promise<void>;
  find(id: string): Promise<Member | null>;
  findByEmail(email: string): Promise<Member | null>;
  findByInvitation(tokenHash: string): Promise<Member | null>;
  /** Those of one account, or of all; by id, after the given one, oldest first. */
  list(
    accountId: string | null,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<readonly Member[]>;
}

/** Browsers that are signed in. */
export interface ConsoleSessions {
  /** Also forgets all that had expired before this one was made. */
  create(session: ConsoleSession): Promise<void>;
  remove(id: string): Promise<void>;
  /** Signs its holder out everywhere. */
  removeAllOf(holder: SessionHolder): Promise<void>;
  /** From memory, and true on the very next call after a change; expired ones too. */
  findByTokenHash(tokenHash: string): Promise<ConsoleSession | null>;
}
