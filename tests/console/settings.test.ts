import assert from "node:assert/strict";
import { test } from "node:test";
import { consoleStage, password } from "../doubles/console-stage.ts";
import { at, listAt } from "../doubles/json.ts";

const openStage = consoleStage();

test("an owner invites by a link, changes the role, and removes again", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner, accountId } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/settings" });
  await page.getByRole("button", { name: "Invite a member" }).click();
  const form = page.getByRole("dialog", { name: "Invite a member" });
  await form.getByLabel("Name").fill("Mary");
  await form.getByLabel("E-mail address").fill("no address");
  await form.getByRole("button", { name: "Invite" }).click();
  await form.locator("[aria-invalid=true]").waitFor();
  await form.getByLabel("E-mail address").fill("mary@example.com");
  await form.getByLabel("Role").selectOption("billing");
  await form.getByRole("button", { name: "Invite" }).click();
  const shown = page.getByRole("dialog", { name: "The invitation for Mary" });
  const link = (await shown.getByText(/#inv-/).textContent()) ?? "";
  await shown.getByRole("button", { name: "I have handed it over" }).click();
  await shown.waitFor({ state: "detached" });
  assert.equal((await page.content()).includes(link), false);

  const guest = await stage.arrive(context, { path: link });
  await guest.page.getByLabel("Choose a password").fill(password);
  await guest.page.getByRole("button", { name: "Accept the invitation" }).click();
  await guest.page.getByRole("heading", { name: "Overview" }).waitFor();

  await page.getByLabel("Role of Mary").selectOption("viewer");
  await page.getByRole("table", { name: "Members" }).waitFor();
  await page.reload();
  assert.equal(await page.getByLabel("Role of Mary").inputValue(), "viewer");
  const mary = page.getByRole("row").filter({ hasText: "mary@example.com" });
  await mary.getByText("signed up").waitFor();
  await mary.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove member" }).click();
  await page.getByText("Mary is removed").first().waitFor();
  await mary.waitFor({ state: "detached" });
  const members = await stage.operator.call(`/members?account_id=${accountId}`);
  assert.equal(
    listAt(members.json, "data").some((one) => at(one, "name") === "Mary"),
    false,
  );

  await guest.page.getByRole("heading", { name: "Sign in to Farebox" }).waitFor();
});

test("the last owner is told why neither stepping down nor leaving works", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/settings" });
  const role = page.getByLabel(`Role of ${owner.name}`);
  const told = page.getByText(`${owner.name} is the last owner of this account`);
  await role.selectOption("viewer");
  await told.first().waitFor();
  assert.equal(await role.inputValue(), "owner");
  await page.getByRole("button", { name: "Remove" }).click();
  const asked = page.getByRole("dialog", { name: `Remove ${owner.name}?` });
  await asked.getByRole("button", { name: "Remove member" }).click();
  await told.nth(1).waitFor();
  await asked.waitFor({ state: "detached" });
  await page.reload();
  await role.waitFor();
});

test("a password is changed with the old one, and ends the other sessions", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const other = await stage.visit(context, owner);
  const { page } = await stage.visit(context, owner, { path: "/settings" });
  const next = "seven red toll gates";
  await page.getByLabel("Current password").fill("something else entirely");
  await page.getByLabel("New password").fill(next);
  await page.getByRole("button", { name: "Change password" }).click();
  const wrong = page.getByLabel("Current password");
  await page.locator("[aria-invalid=true]").waitFor();
  assert.equal(await wrong.getAttribute("aria-invalid"), "true");
  await wrong.fill(password);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("The password is changed").first().waitFor();
  assert.equal(await page.getByLabel("New password").inputValue(), "");
  await other.page.getByRole("heading", { name: "Sign in to Farebox" }).waitFor();

  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("heading", { name: "Sign in to Farebox" }).waitFor();
  await page.getByLabel("Email").fill(owner.credentials["email"] ?? "");
  await page.getByLabel("Password", { exact: true }).fill(next);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
});

test("a viewer is offered no member's place, and changes the own password", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { accountId } = await stage.enter();
  const viewer = await stage.join(accountId, "viewer");
  const { page } = await stage.visit(context, viewer, { path: "/settings" });
  await page.getByRole("cell", { name: viewer.name }).waitFor();
  await page.getByLabel("Current password").waitFor();
  for (const name of ["Invite a member", "Remove", "Invite again", "New password"]) {
    assert.equal(await page.getByRole("button", { name, exact: true }).count(), 0, name);
  }
  assert.equal(await page.getByLabel(/^Role of/).count(), 0);
});
