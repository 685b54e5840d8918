/** What the reference shows of this dialect, by a model of the shipped catalogue. */
export const generateExamples = {
  request: {
    contents: [{ role: "user", parts: [{ text: "What does a toll gate do?" }] }],
    generationConfig: { maxOutputTokens: 300 },
  },
  response: {
    candidates: [
      {
        content: { role: "model", parts: [{ text: "It lets pass whoever has paid." }] },
        finishReason: "STOP",
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount: 13,
      candidatesTokenCount: 8,
      totalTokenCount: 21,
      promptTokensDetails: [{ modality: "TEXT", tokenCount: 13 }],
      candidatesTokensDetails: [{ modality: "TEXT", tokenCount: 8 }],
      cost: 0.0004865,
    },
    modelVersion: "gemini-3.1-flash-image-preview",
    responseId: "chatcmpl-01m81jhfs80asjrwzbyg3z1q2v",
  },
};
