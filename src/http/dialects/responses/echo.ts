import type { ResponseHead } from "../../schemas/responses/request.ts";

/** What a response repeats of its request. */
export type Echo = Readonly<Record<string, unknown>>;

/** Of a request that is not at hand any more: prompts are never kept, and what went with them. */
export const echoUnknown: Echo = {
  instructions: null,
  metadata: {},
  parallel_tool_calls: true,
  temperature: null,
  tool_choice: "auto",
  tools: [],
  top_p: null,
};

/** Fields that come back as they were sent. */
const repeated = [
  "instructions",
  "metadata",
  "parallel_tool_calls",
  "temperature",
  "tool_choice",
  "tools",
  "top_p",
  "top_logprobs",
  "text",
  "reasoning",
  "max_tool_calls",
  "service_tier",
  "user",
  "safety_identifier",
  "prompt_cache_key",
  "prompt_cache_retention",
] as const;

export function echoOf(head: ResponseHead): Echo {
  const given: Readonly<Record<string, unknown>> = head;
  const sent = repeated.filter((name) => given[name] !== undefined && given[name] !== null);
  return {
    ...echoUnknown,
    text: { format: { type: "text" } },
    reasoning: { effort: null, summary: null },
    store: head.store ?? true,
    ...Object.fromEntries(sent.map((name) => [name, given[name]])),
  };
}
