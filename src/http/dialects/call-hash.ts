import { createHash } from "node:crypto";
import { type Slicing, sliceBody } from "./slice-body.ts";

export interface HashedCall {
  /** An answer is read within its project alone: the account's other projects name other calls. */
  readonly projectId: string;
  readonly path: string;
  readonly body: Buffer;
  readonly slicing: Slicing;
  /** The headers that change what a call does. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/**
 * What an idempotency key stands for: SHA-256 over project, path, body and Farebox headers,
 * hexadecimal.
 * How the answer is told (`stream`, `stream_options`) is left out: it is the same answer.
 */
export function hashCall({ projectId, path, body, slicing, headers }: HashedCall): string {
  const sliced = sliceBody(body, slicing);
  const { stream: _stream, stream_options: _options, ...rest } = JSON.parse(sliced.text);
  const hash = createHash("sha256");
  hash.update(JSON.stringify([projectId, path, headers]));
  let text = JSON.stringify(rest);
  // Marks differ from process to process; what they stand for is hashed itself.
  for (const [index, mark] of [...sliced.slices.keys()].entries()) {
    text = text.replace(mark, `slice ${index}`);
  }
  hash.update(text);
  for (const slice of sliced.slices.values()) hash.update(slice);
  return hash.digest("hex");
}
