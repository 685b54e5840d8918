/** Events of a paced stream and of one at full speed, before its closing ones. */
export const pacedEvents = 10;
export const burstEvents = 200;

/** Tokens that every scripted answer reports. */
export const reportedUsage = { prompt_tokens: 210, completion_tokens: 40, total_tokens: 250 };

const words = [
  "The picture shows a quiet harbour at dawn,",
  " with three fishing boats tied to a stone pier and",
  " a lighthouse behind them, its lamp still lit.",
];

function chunk(delta: object, finish: string | null, usage: object | null): string {
  const body = {
    id: "chatcmpl-bench",
    object: "chat.completion.chunk",
    created: 1_767_225_600,
    model: "bench-upstream",
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...(usage === null ? {} : { usage }),
  };
  return `data: ${JSON.stringify(body)}\n\n`;
}

const closing = `${chunk({}, "stop", reportedUsage)}data: [DONE]\n\n`;

/** What the scripted provider sends, as bytes made once. */
export const answers = {
  /** About one kilobyte in a few events, all at once. */
  whole: Buffer.from(words.map((content) => chunk({ content }, null, null)).join("") + closing),
  event: Buffer.from(chunk({ content: " harbour" }, null, null)),
  closing: Buffer.from(closing),
};

/** The text of the whole answer, to see once that every road brings it unharmed. */
export const wholeText = words.join("");
