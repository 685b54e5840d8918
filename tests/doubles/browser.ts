import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import axe from "axe-core";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";

/** Milliseconds that a page has for what a test waits for. */
const patienceMs = 15_000;

/** A real browser; one serves all tests of a file, each with cookies of its own. */
export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** One visitor's window, with what it complained of. */
export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page's console, its policy or a fault in its script said; empty where all is well. */
  complaints(): readonly string[];
  /** Every address that was asked for. */
  addresses(): readonly string[];
}

/** Opens a window that notes every complaint and every address. */
export async function openWindow(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Window> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const complaints: string[] = [];
  const addresses: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    complaints.push(message.text());
  });
  page.on("request", (request) => addresses.push(request.url()));
  return {
    page,
    context,
    // A refusal is the gateway's good right, and the browser remarks upon each.
    complaints: () => complaints.filter((one) => !one.startsWith("Failed to load resource")),
    addresses: () => addresses,
  };
}

/** Waits for what only asking tells; a page's own changes are waited for by its locators. */
export async function eventually(fact: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await fact())) {
    assert(Date.now() < deadline, `waited ${patienceMs} ms for ${what}`);
    await pause(25);
  }
}

/** What axe found: rule, how grave, and where. */
export interface Barrier {
  readonly rule: string;
  readonly impact: string;
  readonly places: readonly string[];
}

const graveImpacts: readonly unknown[] = ["serious", "critical"];

/** Every serious or critical barrier on the page as it stands. */
export async function findBarriers(page: Page): Promise<readonly Barrier[]> {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
      violations.map(({ id, impact, nodes }) => ({
        rule: id, impact, places: nodes.map((node) => node.html.slice(0, 160)) })))`,
  );
  assert(Array.isArray(found), "axe answers a list");
  return found.filter((one: Barrier) => graveImpacts.includes(one.impact));
}

/** By how many pixels the page is wider than its window; 0 where nothing is cut or scrolls. */
export async function overflowOf(page: Page): Promise<number> {
  const width: unknown = await page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  return Number(width);
}
