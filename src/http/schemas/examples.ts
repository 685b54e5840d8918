/** What the reference shows of calls, by a model of the shipped catalogue and the sandbox. */
export const examples = {
  chat: {
    model: "gemini-3.1-flash-image-preview",
    messages: [{ role: "user", content: "What does a toll gate do?" }],
    max_tokens: 300,
  },
  chatCut: {
    model: "gemini-3.1-flash-image-preview",
    stream: true,
    stream_options: { include_usage: true },
    max_cost: "0.01",
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "What is this?" },
          {
            type: "image_url",
            image_url: {
              url: "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
              detail: "low",
            },
          },
        ],
      },
    ],
  },
  completion: {
    id: "chatcmpl-01m81jhfs80asjrwzbyg3z1q2v",
    object: "chat.completion",
    created: 1795349331,
    model: "gemini-3.1-flash-image-preview",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "It lets pass whoever has paid.", refusal: null },
        logprobs: null,
        finish_reason: "stop",
      },
    ],
    usage: {
      prompt_tokens: 13,
      completion_tokens: 8,
      total_tokens: 21,
      prompt_tokens_details: {
        text_tokens: 13,
        image_tokens: 0,
        cached_tokens: 0,
        audio_tokens: 0,
      },
      completion_tokens_details: { text_tokens: 8, image_tokens: 0, reasoning_tokens: 0 },
      cost: 0.0004865,
      cost_details: { prompt: "0.0000065", completion: "0.00048" },
    },
  },
  model: {
    id: "gemini-3.1-flash-image-preview",
    object: "model",
    created: 1746057600,
    owned_by: "google",
    name: "Gemini 3.1 Flash Image (preview)",
    aliases: ["google/gemini-3.1-flash-image-preview"],
    context_length: 1000000,
    architecture: {
      modality: "text+image->text+image",
      input_modalities: ["text", "image"],
      output_modalities: ["text", "image"],
      tokenizer: "gemini-ratio",
    },
    pricing: {
      prompt: "0.0000005",
      completion: "0.00006",
      image_token: "0.0000005",
      image_output: "0.00006",
      input_cache_read: "0.0000005",
    },
    price_version: "flat:gemini-3.1-flash-image-preview:2026-01-01",
    top_provider: { context_length: 1000000, max_completion_tokens: 32768 },
  },
} as const;
