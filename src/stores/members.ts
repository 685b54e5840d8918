import type { Member } from "../core/access/member.ts";
import type { Members } from "../ports/members.ts";
import { orderedTable } from "./ordered-table.ts";

/** One change to an account's members, as a store writes it down. */
export type MemberChange =
  | { readonly kind: "create_member"; readonly member: Member }
  | { readonly kind: "update_member"; readonly member: Member }
  | { readonly kind: "remove_member"; readonly id: string };

/**
 * The members of a process that alone owns its store: every read is answered from memory, and
 * every change is durable before it is visible, and visible before it is answered.
 */
export function openMembers(
  kept: readonly Member[],
  persist: (change: MemberChange) => Promise<void>,
): Members {
  const table = orderedTable(kept);
  const byEmail = new Map(kept.map((member) => [member.email, member.id]));
  const everyone = (): readonly Member[] =>
    table.page({ after: null, limit: Number.MAX_SAFE_INTEGER }, () => true);
  const requireNew = ({ id, email }: Member): void => {
    if (table.get(id) !== null) throw new Error(`member ${id} exists already`);
    if (byEmail.has(email)) throw new Error(`another member already has the address ${email}`);
  };
  return {
    create: async (member) => {
      requireNew(member);
      await persist({ kind: "create_member", member });
      // Another one may have come first while this one was being written.
      requireNew(member);
      table.put(member);
      byEmail.set(member.email, member.id);
    },
    update: async (member) => {
      const known = table.get(member.id);
      if (known === null) throw new Error(`member ${member.id} does not exist`);
      if (known.email !== member.email) throw new Error("a member's address never changes");
      await persist({ kind: "update_member", member });
      if (table.get(member.id) !== null) table.put(member);
    },
    remove: async (id) => {
      await persist({ kind: "remove_member", id });
      const known = table.get(id);
      if (known !== null) byEmail.delete(known.email);
      table.remove(id);
    },
    find: async (id) => table.get(id),
    findByEmail: async (email) => table.get(byEmail.get(email) ?? ""),
    findByInvitation: async (tokenHash) =>
      everyone().find(({ invitation }) => invitation?.tokenHash === tokenHash) ?? null,
    list: async (accountId, page) =>
      table.page(page, (row) => accountId === null || row.accountId === accountId),
  };
}
