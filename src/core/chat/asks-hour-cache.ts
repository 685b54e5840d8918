import type { ChatRequest, PassedOn } from "./request.ts";

/**
 * Whether a call asks for anything to be cached for an hour: `cache_control` with that `ttl` on a
 * part, a message, a tool or the call itself. Writing it costs more than any other prompt token.
 */
export function asksHourCache({ messages, passedOn }: Marked): boolean {
  if (marked(passedOn) || listed(passedOn["tools"])) return true;
  return messages.some(
    (message) =>
      marked(message.passedOn) ||
      listed(message.passedOn["tool_calls"]) ||
      (Array.isArray(message.content) && message.content.some((part) => marked(part.passedOn))),
  );
}

type Marked = Pick<ChatRequest, "messages" | "passedOn">;

function listed(tools: unknown): boolean {
  if (!Array.isArray(tools)) return false;
  return tools.some((tool: unknown) => isObject(tool) && (marked(tool) || within(tool)));
}

/** A tool may be marked where its function stands, too. */
function within(tool: PassedOn): boolean {
  const { function: called } = tool;
  return isObject(called) && marked(called);
}

function marked(given: PassedOn): boolean {
  const control = given["cache_control"];
  return isObject(control) && control["ttl"] === "1h";
}

function isObject(value: unknown): value is PassedOn {
  return typeof value === "object" && value !== null;
}
