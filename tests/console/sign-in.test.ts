import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { consoleStage, password } from "../doubles/console-stage.ts";
import { textAt } from "../doubles/json.ts";

const openStage = consoleStage();

async function fillMember(page: Page, email: string, secret: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
}

function heading(page: Page, name: string): Promise<void> {
  return page.getByRole("heading", { name, level: 1 }).waitFor();
}

test("an operator signs in by token, and out again", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { page } = await stage.arrive(context, { path: "/usage?group=day" });
  await page.getByRole("tab", { name: "Operator" }).click();
  await page.getByLabel("Token").fill("admin-wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").filter({ hasText: "token" }).waitFor();
  await page.getByLabel("Token").fill(stage.gateway.adminToken);
  await page.getByLabel("Token").press("Enter");
  await heading(page, "Usage");
  assert.match(page.url(), /group=day/, "it leads to where one wanted to go");
  assert.equal(await page.evaluate("document.cookie"), "", "no script reads the session");
  const kept = await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])");
  for (const place of [String(kept), await page.content()]) {
    assert.equal(place.includes(stage.gateway.adminToken), false);
  }

  await page.getByRole("button", { name: "admin token" }).click();
  await page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
  await heading(page, "Sign in to Farebox");
  await page.goto("/keys");
  await heading(page, "Sign in to Farebox");
});

test("an invitation becomes a password, once; it is gone from the address", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { accountId } = await stage.operator.customer();
  const email = "invited@example.com";
  const body = { account_id: accountId, email, name: "Ines", role: "billing" };
  const made = await stage.operator.call("/members", body);
  const invitation = textAt(made.json, "invitation");
  const { page } = await stage.arrive(context, { path: `/invitation#${invitation}` });
  await heading(page, "Welcome to Farebox");
  assert.equal(page.url(), `${stage.gateway.url()}/invitation`);
  await page.getByLabel("Choose a password").fill(password);
  await page.getByRole("button", { name: "Accept the invitation" }).click();
  await heading(page, "Overview");

  await page.goto("/sign-in");
  await page.goto(`/invitation#${invitation}`);
  await page.getByLabel("Choose a password").fill(password);
  await page.getByRole("button", { name: "Accept the invitation" }).click();
  await page.getByRole("alert").waitFor();

  await page.goto("/sign-in");
  await fillMember(page, email, "not the right password");
  await page.getByRole("alert").waitFor();
  await fillMember(page, email, password);
  await heading(page, "Overview");
  await page.getByRole("button", { name: "Ines" }).waitFor();
});

test("too many wrong passwords are told with how long to wait", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.arrive(context, { path: "/sign-in" });
  const told = page.getByRole("alert");
  for (let attempt = 0; attempt < 11; attempt += 1) {
    const answered = page.waitForResponse(/console\/v1\/session/);
    await fillMember(page, owner.credentials["email"] ?? "", "one of many guesses");
    await answered;
  }
  assert.match((await told.textContent()) ?? "", /Try again in \d+ s/);
});

test("a session that ends elsewhere leads to the sign-in, and from there back", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/usage?group=key&status=cut" });
  await heading(page, "Usage");
  const elsewhere = await stage.visit(context, owner);
  await elsewhere.page.getByRole("button", { name: owner.name }).click();
  await elsewhere.page.getByRole("menuitem", { name: "Sign out everywhere" }).click();
  await heading(elsewhere.page, "Sign in to Farebox");

  await page.getByRole("button", { name: "By model" }).click();
  await heading(page, "Sign in to Farebox");
  await fillMember(page, owner.credentials["email"] ?? "", password);
  await heading(page, "Usage");
  const { searchParams } = new URL(page.url());
  assert.equal(searchParams.get("status"), "cut");
});

test("a session known no more leads to the sign-in at the first question", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const visit = await stage.arrive(context, { path: "/livez" });
  const cookie = { name: "farebox_session", value: "gone", url: stage.gateway.url() };
  await visit.context.addCookies([cookie]);
  await visit.page.goto("/usage?group=key");
  await heading(visit.page, "Sign in to Farebox");
  await fillMember(visit.page, owner.credentials["email"] ?? "", password);
  await heading(visit.page, "Usage");
  assert.equal(visit.page.url(), `${stage.gateway.url()}/usage?group=key`);
});

test("signing in leads to no address but the console's", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.arrive(context, { path: "/livez" });
  for (const next of ["//example.com/", "/\\example.com/", "https://example.com/"]) {
    await page.goto(`/sign-in?${new URLSearchParams({ next })}`);
    await fillMember(page, owner.credentials["email"] ?? "", password);
    await heading(page, "Overview");
    assert.equal(page.url(), `${stage.gateway.url()}/`);
  }
});

test("light and dark are chosen, and kept", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const plan = { browser: { colorScheme: "light" } } as const;
  const { page } = await stage.visit(context, stage.asOperator, plan);
  const background = () =>
    page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
  await heading(page, "Overview");
  const light = await background();
  await page.getByRole("button", { name: "admin token" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  const dark = await background();
  assert.notEqual(dark, light);
  await page.reload();
  await heading(page, "Overview");
  assert.equal(await background(), dark);
});
