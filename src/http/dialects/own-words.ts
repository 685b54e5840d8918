import type { Refusal } from "../../core/refusal.ts";

/**
 * A refusal that came after the call was read, in its caller's own words: the fields of the dialect
 * inside by the names that they have in the caller's. Messages are told without their number: some
 * of them came from elsewhere, or several from one.
 */
export function inOwnWords(refusal: Refusal, names: ReadonlyMap<string, string>): Refusal {
  const { message, param } = refusal;
  return {
    ...refusal,
    // Only what stands as a field is one: a provider's or a user's own words are left as they are.
    message: message.replaceAll(
      /`([a-z_][\w.[\]]*)`/g,
      (_whole, field: string) => `\`${rename(field, names)}\``,
    ),
    param: param === null ? null : rename(param, names),
  };
}

function rename(field: string, names: ReadonlyMap<string, string>): string {
  const [, head = field, rest = ""] = /^(\w+)(.*)$/.exec(field) ?? [];
  const name = names.get(head) ?? head;
  return head === "messages" ? name : name + rest;
}
