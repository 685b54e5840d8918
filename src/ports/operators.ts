import type { Operator } from "../core/access/operator.ts";

/** Who may use the admin API. Creating one that exists already rejects. */
export interface Operators {
  create(operator: Operator): Promise<void>;
  remove(id: string): Promise<void>;
  find(id: string): Promise<Operator | null>;
  /** On every call of the admin API: from memory, and true on the very next call after a change. */
  findByTokenHash(tokenHash: string): Promise<Operator | null>;
  /** By id, after the given one, oldest first. */
  list(after: string | null, limit: number): Promise<readonly Operator[]>;
}
