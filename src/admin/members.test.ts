import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openHandClock } from "../../tests/simulation/hand-clock.ts";
import type { Acting } from "../core/access/console-session.ts";
import type { Member } from "../core/access/member.ts";
import { isRefusal } from "../core/refusal.ts";
import { createMemoryStore } from "../stores/memory/store.ts";
import { changeMember, removeMember } from "./members.ts";
import type { Office } from "./office.ts";
import { tokenOwner } from "./sign-in.ts";

const accountId = "acct_1";

function memberOf(id: string, terms: Partial<Member> = {}): Member {
  return {
    id,
    accountId,
    email: `${id}@example.com`,
    name: id,
    role: "owner",
    passwordHash: "a hash",
    invitation: null,
    createdAt: 1,
    ...terms,
  };
}

function actingAs({ id, name, role }: Member): Acting {
  return { kind: "member", id, name, role, accountId };
}

const ada = memberOf("ada");
const byAda = { id: ada.id, acting: actingAs(ada) };

let office: Office;
beforeEach(() => {
  office = {
    store: createMemoryStore(),
    clock: openHandClock(Date.UTC(2026, 10, 22)),
    random: { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 },
    passwords: { hash: async (password) => password, verify: async () => false },
    hashSecret: (secret) => secret,
  };
});

async function furnish(...members: readonly Member[]): Promise<void> {
  for (const member of members) await office.store.members.create(member);
}

async function roleOf(id: string): Promise<string | undefined> {
  return (await office.store.members.find(id))?.role;
}

test("the last owner of an account neither steps down nor leaves", async () => {
  await furnish(ada, memberOf("bill", { role: "billing" }));
  for (const answer of [
    await changeMember(office, byAda, { role: "viewer" }),
    await removeMember(office, byAda),
  ]) {
    assert(isRefusal(answer));
    assert.equal(answer.refused, "conflict");
    assert.match(answer.message, /^ada is the last owner of this account who can sign in\./);
  }
  assert.equal(await roleOf("ada"), "owner");
});

test("an owner who never accepted, or of another account, is no owner left behind", async () => {
  const elsewhere = memberOf("carl", { accountId: "acct_2" });
  await furnish(ada, elsewhere, memberOf("dora", { passwordHash: null }));
  assert(isRefusal(await removeMember(office, byAda)));
  assert(!isRefusal(await removeMember(office, { ...byAda, id: "dora" })), "she is not the last");
});

test("one of two owners steps down, and then the other one can't", async () => {
  const eve = memberOf("eve");
  await furnish(ada, eve);
  assert(!isRefusal(await changeMember(office, byAda, { role: "billing" })));
  const byEve = { id: eve.id, acting: actingAs(eve) };
  assert(isRefusal(await changeMember(office, byEve, { role: "billing" })));
  assert(!isRefusal(await changeMember(office, byEve, { name: "Eve", role: "owner" })));
  assert(!isRefusal(await removeMember(office, { ...byEve, id: "ada" })));
  assert.equal(await roleOf("ada"), undefined);
});

test("owners who end each other at one moment are never both gone", async () => {
  const eve = memberOf("eve");
  const each = [
    { id: "eve", acting: actingAs(ada) },
    { id: "ada", acting: actingAs(eve) },
  ];
  await furnish(ada, eve);
  await Promise.all(each.map((order) => changeMember(office, order, { role: "viewer" })));
  const roles = [await roleOf("ada"), await roleOf("eve")];
  assert(roles.includes("owner"), String(roles));
  await changeMember(office, { id: "ada", acting: tokenOwner }, { role: "owner" });
  await changeMember(office, { id: "eve", acting: tokenOwner }, { role: "owner" });
  await Promise.all(each.map((order) => removeMember(office, order)));
  const left = [await roleOf("ada"), await roleOf("eve")];
  assert(left.includes("owner"), String(left));
});

test("an operator takes the last owner away, and nobody unknown does", async () => {
  await furnish(ada);
  assert(isRefusal(await removeMember(office, { id: ada.id, acting: null })));
  const byOperator = { id: ada.id, acting: tokenOwner };
  assert(!isRefusal(await changeMember(office, byOperator, { role: "viewer" })));
  assert(!isRefusal(await changeMember(office, byOperator, { role: "owner" })));
  assert(!isRefusal(await removeMember(office, byOperator)));
  assert.equal(await roleOf("ada"), undefined);
});
