import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import {
  type Closing,
  type ConsoleStage,
  openConsoleStage,
  type Visitor,
} from "../doubles/console-stage.ts";
import { furnishAccount } from "../doubles/furnish-account.ts";
import { settle, walkPages } from "../doubles/walk-pages.ts";

const themes = ["light", "dark"] as const;
const widths = [360, 1280, 2560];

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    chromium: {
      type: "string",
      default: process.env["FAREBOX_TEST_CHROMIUM"] ?? "/usr/bin/chromium",
    },
  },
});

const closers: (() => Promise<unknown>)[] = [];
const closing: Closing = { after: (close) => closers.push(close) };
try {
  await takeAll(await openConsoleStage(values.chromium, closing));
} finally {
  for (const close of closers.reverse()) await close();
}

/** A picture of every page as operators and members see it, in both themes and three widths. */
async function takeAll(stage: ConsoleStage): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "farebox-screenshots-"));
  const customer = await stage.enter();
  const { pictureCallId, twoStepCallId } = await furnishAccount(stage, customer);
  const calls = [`/calls/${pictureCallId}`, `/calls/${twoStepCallId}`];
  const further = [...calls, "/models/gemini-3.1-flash-image-preview"];
  const account = `/operator/accounts/${customer.accountId}`;
  const newcomer = (await stage.enter({ balance: "0" })).owner;
  for (const colorScheme of themes) {
    const look = { browser: { colorScheme } };
    const open = async (visitor: Visitor) => (await stage.visit(closing, visitor, look)).page;
    const name = (who: string) => ({ folder, who, theme: colorScheme });
    await takeWalk(await open(customer.owner), further, name("owner"));
    await takeWalk(await open(stage.asOperator), [...further, account], name("operator"));
    await takeWalk(await open(newcomer), [], name("newcomer"));
    const outside = (await stage.arrive(closing, look)).page;
    for (const path of ["/sign-in", "/invitation", "/nowhere"]) {
      await outside.goto(path);
      await take(outside, path, name("nobody"));
    }
  }
  console.log(folder);
}

interface Album {
  readonly folder: string;
  readonly who: string;
  readonly theme: string;
}

async function takeWalk(page: Page, further: readonly string[], album: Album): Promise<void> {
  await walkPages(page, further, (path) => take(page, path, album));
}

async function take(page: Page, path: string, { folder, who, theme }: Album): Promise<void> {
  if (!`${who}${path}`.includes(values.only)) return;
  const name = path.replace(/\/?(.*)/, "$1").replaceAll(/\W+/g, "-") || "overview";
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 1_000 ? 800 : 1_000 });
    await settle(page);
    const file = join(folder, `${who}-${name}-${theme}-${width}.png`);
    await page.screenshot({ path: file, fullPage: true });
  }
}
