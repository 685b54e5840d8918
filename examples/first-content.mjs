import { GoogleGenAI } from "@google/genai";

// Reads GOOGLE_GEMINI_BASE_URL and GEMINI_API_KEY.
const client = new GoogleGenAI({});
const response = await client.models.generateContent({
  model: "gpt-4o",
  contents: "What does a toll gate do?",
  config: { maxOutputTokens: 300 },
});
console.log(response.text);
console.log(`${response.usageMetadata.candidatesTokenCount} tokens`);
