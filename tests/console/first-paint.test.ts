import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page, Request } from "playwright-core";
import { consoleStage } from "../doubles/console-stage.ts";

/** Compressed, with their heads: of the sign-in, and of the frame with the overview. */
const entranceBytesMax = 10_000;
const frameBytesMax = 130_000;

const openStage = consoleStage();

/** Lets no script through until it is told to, but for the one that nothing is drawn without. */
async function holdScripts(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(/\.js$/, async (route) => {
    if (route.request().url().includes("/first-theme-")) return await route.continue();
    await promise;
    await route.continue();
  });
  return resolve;
}

test("one can type into the sign-in before any script has come", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { page } = await stage.arrive(context, { path: "/livez" });
  const release = await holdScripts(page);
  await page.goto("/keys", { waitUntil: "commit" });
  await page.getByRole("heading", { name: "Sign in to Farebox", level: 1 }).waitFor();
  const { token = "" } = stage.asOperator.credentials;
  await page.getByLabel("Email").fill("a name is kept");
  assert.equal(await page.getByRole("button", { name: "Sign in" }).isEnabled(), false);
  release();
  await page.waitForLoadState("load");
  await page.getByRole("tab", { name: "Operator" }).click();
  assert.equal(await page.getByLabel("Email").inputValue(), "a name is kept");
  await page.getByLabel("Token").fill(token);
  await page.getByLabel("Token").press("Enter");
  await page.getByRole("heading", { name: "Keys", level: 1 }).waitFor();
});

test("the overview's own words stand before any script has come, and stay", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/livez" });
  const release = await holdScripts(page);
  await page.goto("/", { waitUntil: "commit" });
  const first = await readHead(page);
  assert.match(first, /^Overview/);
  release();
  await page.getByRole("button", { name: owner.name }).waitFor();
  assert.equal(await readHead(page), first);
});

/** Words and place of the page's head. */
async function readHead(page: Page): Promise<string> {
  const head = page.locator("main .page-head");
  await head.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForFunction(
    "getComputedStyle(document.querySelector('.page')).display === 'grid'",
  );
  const { x, y, width, height } = (await head.boundingBox()) ?? {};
  return `${await head.textContent()} ${JSON.stringify({ x, y, width, height })}`;
}

test("whoever chose dark never sees it light", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const plan = { path: "/livez", browser: { colorScheme: "light" } } as const;
  const { page } = await stage.visit(context, stage.asOperator, plan);
  await page.evaluate(`localStorage.setItem("farebox-theme", "dark")`);
  const release = await holdScripts(page);
  await page.goto("/", { waitUntil: "commit" });
  await readHead(page);
  const scheme = await page.evaluate("getComputedStyle(document.documentElement).colorScheme");
  assert.equal(scheme, "dark");
  release();
  await page.getByRole("button", { name: "admin token" }).waitFor();
});

test("the sign-in needs 10 KB of script, each file named by its document", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { page } = await stage.arrive(context, { path: "/livez" });
  const asked = noteRequests(page);
  await page.goto("/");
  await page.getByRole("button", { name: "Sign in", disabled: false }).waitFor();
  await requireFiles(asked, entranceBytesMax);
});

test("the overview needs 130 KB, named likewise, and asks once who is there", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/livez" });
  const asked = noteRequests(page);
  const drawn = page.waitForRequest(/\/admin\/v1\//);
  await page.goto("/");
  const end = asked.indexOf(await drawn);
  await requireFiles(asked.slice(0, end), frameBytesMax);
  await page.getByRole("button", { name: owner.name }).waitFor();
  const session = asked.filter((one) => pathOf(one) === "/console/v1/session");
  assert.equal(session.length, 1, "what the document asks ahead is the page's own question");
});

function noteRequests(page: Page): readonly Request[] {
  const requests: Request[] = [];
  page.on("request", (request) => requests.push(request));
  return requests;
}

/** Of no script it may be known only once another one has come. */
async function requireFiles(asked: readonly Request[], bytesMax: number): Promise<void> {
  const document = (await (await asked[0]?.response())?.text()) ?? "";
  const needed = await Promise.all(asked.map(isNeeded));
  const scripts = asked.filter((_one, index) => needed[index] === true);
  assert(scripts.length > 1, "scripts were seen");
  const unnamed = scripts.map(pathOf).filter((path) => !document.includes(`"${path}"`));
  assert.deepEqual(unnamed, [], "every file is named by the document");
  const sizes = await Promise.all(scripts.map((one) => one.sizes()));
  const bytes = sizes.reduce((sum, one) => sum + one.responseBodySize + one.responseHeadersSize, 0);
  assert(bytes > 0 && bytes <= bytesMax, `${bytes} bytes of script`);
}

/** A script, and not one of those that are fetched ahead while nothing else is to do. */
async function isNeeded(request: Request): Promise<boolean> {
  const { "sec-purpose": purpose } = await request.allHeaders();
  return pathOf(request).endsWith(".js") && purpose !== "prefetch";
}

function pathOf(request: Request): string {
  return new URL(request.url()).pathname;
}
