import type { DrawnPage } from "../../ports/pages.ts";

type Json = Readonly<Record<string, unknown>>;

/** How pages are read: what is the same for all of them. */
export interface Reading {
  /** Names this document read in this way; part of every call's name. */
  readonly run: string;
  readonly model: string;
  readonly schema: Json;
  /** Output tokens of one page. */
  readonly maxTokens: number;
  readonly detail: string | null;
  readonly instructions: string | null;
  /** True for a model that would also draw: only text is asked of it. */
  readonly textOnly: boolean;
}

/** An answer that does not fit, to be mended. */
export interface Misfit {
  readonly answer: string;
  readonly faults: string;
}

const task =
  "Read this page of a document and answer with one JSON object that fits the schema, as short " +
  "as it can be. Take every value from the page as it is written there. Where the page has no " +
  "value for a field, say null or leave it out, as the schema allows.";

/** The body of the call that reads one page; the same page and reading give the same bytes. */
export function composePageBody(reading: Reading, page: DrawnPage, misfit: Misfit | null): Json {
  const { model, maxTokens, schema, run, textOnly } = reading;
  return {
    model,
    max_tokens: maxTokens,
    ...(textOnly ? { modalities: ["text"] } : {}),
    messages: [askFor(reading, page), ...(misfit === null ? [] : askToMend(misfit, maxTokens))],
    response_format: { type: "json_schema", json_schema: { name: "page", schema } },
    session_id: `extract-${run}`,
    // Whoever crashes finds the whole answer when it comes back, paid for once.
    on_disconnect: "finish",
  };
}

function askFor({ instructions, detail }: Reading, { bytes, mediaType }: DrawnPage): Json {
  const text = instructions === null ? task : `${task}\n\n${instructions}`;
  const url = `data:${mediaType};base64,${Buffer.from(bytes).toString("base64")}`;
  const image = { url, ...(detail === null ? {} : { detail }) };
  return {
    role: "user",
    content: [
      { type: "text", text },
      { type: "image_url", image_url: image },
    ],
  };
}

function askToMend({ answer, faults }: Misfit, maxTokens: number): readonly Json[] {
  const text =
    `That does not fit: ${faults}. Answer again with the whole JSON object, corrected, and ` +
    `nothing else, in at most ${maxTokens} tokens.`;
  return [
    { role: "assistant", content: answer === "" ? "(nothing)" : answer },
    { role: "user", content: text },
  ];
}
