import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import type { Settings } from "../core/settings/settings.ts";
import { type DemoBill, sendDemoCall } from "./demo-call.ts";
import { demoPicture } from "./first-call.ts";
import type { Started } from "./start.ts";

export interface DemoParts {
  readonly loadSettings: (environment: Record<string, string>) => Settings;
  readonly startGateway: (settings: Settings) => Promise<Started>;
}

/** Output tokens after which the demo presses Stop. */
const stopAfterTokens = 60;

/** `farebox demo`: a whole call before one's eyes, in a folder of its own that it removes. */
export function demoCommand(parts: DemoParts): Command {
  return new Command("demo")
    .summary("show one call held, metered, stopped and charged")
    .description(
      "Starts a gateway on the sandbox in a folder of its own, sends a real picture through a " +
        "streamed call, shows the running cost, presses Stop, and shows the charge in the " +
        "books. Leaves nothing behind. Needs no running server, network or key.",
    )
    .action(async () => {
      const folder = mkdtempSync(join(tmpdir(), "farebox-demo-"));
      try {
        await showCall(parts, folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
}

async function showCall(parts: DemoParts, folder: string): Promise<void> {
  const settings = parts.loadSettings({
    FAREBOX_DATA: folder,
    FAREBOX_PORT: "0",
    FAREBOX_LOG: "error",
  });
  const started = await parts.startGateway(settings);
  try {
    const { newDemoAccount, newAdminToken } = started;
    if (newDemoAccount === null || newAdminToken === null) {
      throw new Error("the demo needs the sandbox: run it without a farebox.yaml");
    }
    say(`Gateway on ${started.url}, account "demo" with $5.00.`);
    say("Model gemini-3.1-flash-image-preview: $0.50 in, $60.00 out per million tokens.\n");
    const bill = await sendDemoCall({
      url: started.url,
      key: newDemoAccount.secret,
      picture: readFileSync(demoPicture),
      stopAfterTokens,
      say: (text) => process.stdout.write(text),
    });
    showBill(bill);
    await showBooks(started.url, newAdminToken, newDemoAccount.accountId);
  } finally {
    await started.close();
  }
}

function showBill(bill: DemoBill): void {
  say(`\n\nStopped. Status ${bill.status}; the final bill, already in the answer to Stop:`);
  say(`  prompt      ${bill.promptTokens} tokens (${bill.imageTokens} of them the picture)`);
  say(`  completion  ${bill.completionTokens} tokens`);
  say(`  charged     $${bill.cost}   (held before it was sent: $${bill.held})`);
}

interface ShownEntry {
  readonly kind: string;
  readonly posted: string;
  readonly held: string;
}

interface ShownStatement {
  readonly cycle: string;
  readonly arithmetic: string;
}

async function showBooks(url: string, token: string, accountId: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const entries = await fetch(`${url}/admin/v1/entries?account_id=${accountId}`, { headers });
  const { data } = (await entries.json()) as { data: readonly ShownEntry[] };
  say("\nThe account's journal (posted and held change by):");
  for (const entry of data) {
    say(`  ${entry.kind.padEnd(16)} ${entry.posted.padStart(14)} ${entry.held.padStart(14)}`);
  }
  const asked = `account_id=${accountId}&cycle=${new Date().toISOString().slice(0, 7)}`;
  const statement = await fetch(`${url}/admin/v1/statements?${asked}`, { headers });
  const { cycle, arithmetic } = (await statement.json()) as ShownStatement;
  say(`\nThe statement of ${cycle}, in mills of $0.001:`);
  say(`  ${arithmetic.replace(" = ", "\n  = ")}`);
  const audit = await fetch(`${url}/admin/v1/audit`, { headers });
  const report = (await audit.json()) as { ok: boolean; entries: number };
  if (!report.ok) throw new Error("the demo's books differ");
  say(`\nAudit: ${report.entries} entries, every balance derived again from the journal: clean.`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
