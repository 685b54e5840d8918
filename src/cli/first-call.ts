import { fileURLToPath } from "node:url";

/** The picture that ships for first calls: a toll gate at dusk. */
export const demoPicture = fileURLToPath(
  new URL("../../docs/pictures/toll-gate.png", import.meta.url),
);

/** A `curl` to paste: a streamed call with a real picture and its cost in the last chunk. */
export function firstCall(to: { readonly url: string; readonly key: string }): readonly string[] {
  const body = [
    '  {"model": "gemini-3.1-flash-image-preview", "stream": true, "max_tokens": 300,',
    '   "stream_options": {"include_usage": true},',
    '   "messages": [{"role": "user", "content": [',
    '     {"type": "text", "text": "What is in this picture?"},',
    '     {"type": "image_url", "image_url": {"url": "data:image/png;base64,',
  ].join("\n");
  return [
    `  { printf '%s' '${body.trim()}'`,
    `    base64 < ${shellWord(demoPicture)} | tr -d '\\n'`,
    `    printf '"}}]}]}'; } |`,
    `  curl -N ${to.url}/v1/chat/completions \\`,
    `    -H 'authorization: Bearer ${to.key}' -H 'content-type: application/json' -d @-`,
  ];
}

function shellWord(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
