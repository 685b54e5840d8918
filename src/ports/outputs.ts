/**
 * Answers that are kept for those who come back for them: apart from the ledger and its backups,
 * bounded in bytes and time. Losing one loses no money.
 */
export interface KeptOutputs {
  /** Keeps an answer's chunks, each one JSON text. Never waits and never fails a call. */
  keep(id: string, chunks: readonly Uint8Array[]): void;
  /** The chunks in their order, or null where they are kept no longer. */
  find(id: string): Promise<readonly Uint8Array[] | null>;
  close(): Promise<void>;
}
