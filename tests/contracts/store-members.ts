import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ConsoleSession } from "../../src/core/access/console-session.ts";
import type { Member } from "../../src/core/access/member.ts";
import type { Store } from "../../src/ports/store.ts";
import { freshId } from "./ledger-orders.ts";
import type { StoreStage } from "./store.ts";

async function accountOf(store: Store): Promise<string> {
  const id = freshId("account");
  const terms = { name: "acme", rpm: 1, concurrency: 1, priceList: null, createdAt: 1 };
  await store.directory.createAccount({ id, ...terms });
  return id;
}

function memberOf(accountId: string, terms: Partial<Member> = {}): Member {
  return {
    id: freshId("member"),
    accountId,
    email: `${freshId("ada")}@example.com`,
    name: "Ada ☂",
    role: "billing",
    passwordHash: null,
    invitation: { tokenHash: freshId("invitation"), expiresAt: 9_000 },
    createdAt: 1_000,
    ...terms,
  };
}

function sessionOf(holderId: string, terms: Partial<ConsoleSession> = {}): ConsoleSession {
  return {
    id: freshId("session"),
    tokenHash: freshId("token"),
    holder: { kind: "member", id: holderId },
    createdAt: 1_000,
    expiresAt: 5_000,
    ...terms,
  };
}

/** What every store promises of those who use the console. */
export function storeMembersContract(stage: StoreStage): void {
  describe("members", () => {
    test("are found by id, address and invitation, and listed by account", async () => {
      const { members } = stage.store();
      const [own, other] = [await accountOf(stage.store()), await accountOf(stage.store())];
      const [first, second] = [memberOf(own), memberOf(other)];
      await members.create(first);
      await members.create(second);
      assert.deepEqual(await members.find(first.id), first);
      assert.deepEqual(await members.findByEmail(second.email), second);
      const token = first.invitation?.tokenHash ?? "";
      assert.deepEqual(await members.findByInvitation(token), first);
      assert.deepEqual(await members.list(own, { after: null, limit: 10 }), [first]);
      assert.deepEqual(await members.list(null, { after: first.id, limit: 1 }), [second]);
    });

    test("an accepted invitation is none any more", async () => {
      const { members } = stage.store();
      const invited = memberOf(await accountOf(stage.store()));
      await members.create(invited);
      const accepted = { ...invited, passwordHash: "a hash", invitation: null, role: "owner" };
      await members.update({ ...accepted, role: "owner" });
      assert.deepEqual(await members.find(invited.id), accepted);
      assert.equal(await members.findByInvitation(invited.invitation?.tokenHash ?? ""), null);
    });

    test("an address belongs to one member, until that one is removed", async () => {
      const { members } = stage.store();
      const accountId = await accountOf(stage.store());
      const known = memberOf(accountId);
      const twin = memberOf(accountId, { email: known.email });
      const made = await Promise.allSettled([members.create(known), members.create(twin)]);
      assert.deepEqual(
        made.map(({ status }) => status),
        ["fulfilled", "rejected"],
      );
      await assert.rejects(members.update({ ...known, email: "other@example.com" }));
      await members.remove(known.id);
      assert.equal(await members.findByEmail(known.email), null);
      await members.create(twin);
      assert.deepEqual(await members.findByEmail(known.email), twin);
    });
  });

  describe("sessions of the console", () => {
    test("end one by one, or all of one holder", async () => {
      const { consoleSessions } = stage.store();
      const [holder, other] = [freshId("member"), freshId("member")];
      const [first, second, third] = [sessionOf(holder), sessionOf(holder), sessionOf(holder)];
      const foreign = sessionOf(other);
      for (const one of [first, second, third, foreign]) await consoleSessions.create(one);
      assert.deepEqual(await consoleSessions.findByTokenHash(first.tokenHash), first);
      await consoleSessions.remove(first.id);
      assert.equal(await consoleSessions.findByTokenHash(first.tokenHash), null);
      await consoleSessions.removeAllOf({ kind: "operator", id: holder });
      assert.deepEqual(await consoleSessions.findByTokenHash(second.tokenHash), second);
      await consoleSessions.removeAllOf({ kind: "member", id: holder });
      assert.equal(await consoleSessions.findByTokenHash(third.tokenHash), null);
      assert.deepEqual(await consoleSessions.findByTokenHash(foreign.tokenHash), foreign);
    });

    test("one that has expired is forgotten when the next is made", async () => {
      const { consoleSessions } = stage.store();
      const old = sessionOf(freshId("member"), { expiresAt: 2_000 });
      await consoleSessions.create(old);
      await consoleSessions.create(sessionOf(freshId("member"), { createdAt: 2_000 }));
      assert.equal(await consoleSessions.findByTokenHash(old.tokenHash), null);
      const known = sessionOf(freshId("member"));
      await consoleSessions.create(known);
      await assert.rejects(consoleSessions.create(known));
    });
  });
}
