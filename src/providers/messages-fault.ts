import type { Message } from "../core/chat/request.ts";

/** What is wrong with a message, after the ones before it; null where it can be said. */
export type FindMessageFault = (message: Message, before: readonly Message[]) => string | null;

/** What of the messages a wire cannot say, in a sentence that names the place, or null. */
export function findFirstFault(
  messages: readonly Message[],
  findMessageFault: FindMessageFault,
): string | null {
  for (const [at, message] of messages.entries()) {
    const fault = findMessageFault(message, messages.slice(0, at));
    if (fault !== null) return `\`messages[${at}]\` ${fault}`;
  }
  if (messages.some(({ role }) => role !== "system" && role !== "developer")) return null;
  return "`messages` needs one that is not a system message at this provider.";
}

/** What no wire but OpenAI's has a word for. */
export function findForeignField({ passedOn }: Message): string | null {
  const images = passedOn["images"];
  if (Array.isArray(images) && images.length > 0) {
    return "holds `images`: send them as image_url parts of a user message.";
  }
  if (passedOn["audio"] ?? passedOn["function_call"]) {
    return "holds `audio` or `function_call`, which have no counterpart at this provider.";
  }
  return null;
}
