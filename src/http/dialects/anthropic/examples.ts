/** What the reference shows of this dialect, by a model of the shipped catalogue. */
export const messageExamples = {
  request: {
    model: "gemini-3.1-flash-image-preview",
    max_tokens: 300,
    messages: [{ role: "user", content: "What does a toll gate do?" }],
  },
  message: {
    id: "chatcmpl-01m81jhfs80asjrwzbyg3z1q2v",
    type: "message",
    role: "assistant",
    model: "gemini-3.1-flash-image-preview",
    content: [{ type: "text", text: "It lets pass whoever has paid." }],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: {
      input_tokens: 13,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 8,
      cost: 0.0004865,
    },
  },
};
