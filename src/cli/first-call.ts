import { fileURLToPath } from "node:url";

/** The picture that ships for first calls: a toll gate at dusk. */
export const demoPicture = shipped("docs/pictures/toll-gate.png");

/** The body of a first call: the same picture, a question, and the cost in the last chunk. */
const firstCallBody = shipped("examples/first-call.json");

/** A `curl` to paste, in one line. */
export function firstCall(to: { readonly url: string; readonly key: string }): string {
  const headers = `-H 'authorization: Bearer ${to.key}' -H 'content-type: application/json'`;
  return `curl -N ${to.url}/v1/chat/completions ${headers} -d ${shellWord(`@${firstCallBody}`)}`;
}

function shipped(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

function shellWord(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
