/** One event of a stream: its number, where it has one, and what it says. */
export interface ServerEvent {
  readonly id: string | null;
  readonly data: string;
}

/** The events of an answer as they come; comments, which only keep the line, are left out. */
export async function* readServerEvents(response: Response): AsyncGenerator<ServerEvent> {
  if (response.body === null) return;
  let rest = "";
  const texts = response.body.pipeThrough(new TextDecoderStream());
  for await (const text of iterate(texts)) {
    const blocks = (rest + text).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = readBlock(block);
      if (event !== null) yield event;
    }
  }
}

/** Not every browser iterates a stream by itself. */
async function* iterate(stream: ReadableStream<string>): AsyncGenerator<string> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

function readBlock(block: string): ServerEvent | null {
  const data: string[] = [];
  let id: string | null = null;
  for (const line of block.split(/\r?\n/)) {
    const [, name, value = ""] = /^(id|data): ?(.*)$/.exec(line) ?? [];
    if (name === "id") id = value;
    if (name === "data") data.push(value);
  }
  return data.length === 0 ? null : { id, data: data.join("\n") };
}
