import { isRecord } from "../../../core/is-record.ts";
import { type Refusal, refuse } from "../../../core/refusal.ts";

/**
 * Refuses fields that would need something kept which never is (prompts), or that mean something
 * here which the one dialect inside has no word for: dropped in silence, another question would be
 * answered than was asked.
 */
export function refuseFields(body: unknown): Refusal | null {
  if (!isRecord(body)) return refuse("invalid_request", "The body must be a JSON object.");
  for (const [field, value] of Object.entries(body)) {
    const rule = rules.get(field);
    if (rule === undefined || value === null || rule.allowed === value) continue;
    return refuse("invalid_request", `\`${field}\` ${rule.sentence}`, { param: field });
  }
  const reasoning = body["reasoning"];
  return isRecord(reasoning) ? refuseReasoning(reasoning) : null;
}

function refuseReasoning(reasoning: Readonly<Record<string, unknown>>): Refusal | null {
  for (const [field, value] of Object.entries(reasoning)) {
    if (knownOfReasoning.includes(field) || value === null || value === "auto") continue;
    const param = `reasoning.${field}`.slice(0, 100);
    return refuse("invalid_request", `\`${param}\` is not supported here: leave it out.`, {
      param,
    });
  }
  return null;
}

const knownOfReasoning: readonly string[] = ["effort", "summary", "generate_summary"];

interface Rule {
  /** The one value that asks for nothing; null alone where there is none. */
  readonly allowed: unknown;
  readonly sentence: string;
}

const neverKept =
  "is not served: prompts are never kept here. Send the whole conversation in `input`.";

const unsupported = "is not supported here: leave it out.";

function elsewhere(name: string): Rule {
  return { allowed: null, sentence: `is a field of chat completions; here it is \`${name}\`.` };
}

const rules: ReadonlyMap<string, Rule> = new Map([
  ["previous_response_id", { allowed: null, sentence: neverKept }],
  ["conversation", { allowed: null, sentence: neverKept }],
  ["prompt", { allowed: null, sentence: neverKept }],
  [
    "background",
    {
      allowed: false,
      sentence:
        "is not served: send `on_disconnect: finish`, leave, and come back by the response's id.",
    },
  ],
  [
    "truncation",
    { allowed: "disabled", sentence: "must be disabled: nothing is dropped from a prompt here." },
  ],
  ["context_management", { allowed: null, sentence: unsupported }],
  ["moderation", { allowed: null, sentence: unsupported }],
  ["access_programs", { allowed: null, sentence: unsupported }],
  ["image", { allowed: null, sentence: unsupported }],
  ["prompt_cache_options", { allowed: null, sentence: "is not priced here: leave it out." }],
  ["messages", elsewhere("input")],
  ["max_tokens", elsewhere("max_output_tokens")],
  ["max_completion_tokens", elsewhere("max_output_tokens")],
  ["response_format", elsewhere("text.format")],
  ["reasoning_effort", elsewhere("reasoning.effort")],
  ["include_reasoning", elsewhere("reasoning.summary")],
  ["verbosity", elsewhere("text.verbosity")],
  ["logprobs", elsewhere("top_logprobs")],
  ["functions", elsewhere("tools")],
  ["function_call", elsewhere("tool_choice")],
]);
