import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limits } from "../../core/limits.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { type Environment, given } from "../admin-client.ts";
import type { Started } from "../start.ts";

/** What the program hands in, so that a gateway of one's own can be started. */
export interface GatewayParts {
  readonly loadSettings: (environment: Record<string, string>) => Settings;
  readonly startGateway: (settings: Settings) => Promise<Started>;
}

export interface Wanted {
  readonly url: string | undefined;
  readonly key: string | undefined;
  /** True where nothing but the sandbox is wanted. */
  readonly sandbox: boolean;
  /** Dollars that a gateway of one's own is to have on its account. */
  readonly budget: string;
}

export interface FoundGateway {
  readonly url: string;
  readonly key: string;
  /** True where it was started for this run, on the sandbox, and ends with it. */
  readonly own: boolean;
  close(): Promise<void>;
}

const usualUrl = "http://127.0.0.1:8080";

/**
 * The gateway that is named, else the one at the usual address, else one of one's own on the
 * sandbox. Throws one sentence where a named one has no key.
 */
export async function findGateway(
  parts: GatewayParts,
  wanted: Wanted,
  environment: Environment,
): Promise<FoundGateway> {
  if (wanted.sandbox) return await startOwn(parts, wanted);
  const named = wanted.url ?? nameUrl(environment);
  if (named === null && !(await answers(usualUrl))) return await startOwn(parts, wanted);
  const url = readUrl(named ?? usualUrl);
  const key = wanted.key ?? given(environment, "OPENAI_API_KEY");
  if (key === null || key === undefined) {
    throw new Error(
      `no key for the gateway at ${url}: set OPENAI_API_KEY or --key, or try it with --sandbox`,
    );
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new Error("the key must be printable characters without spaces");
  }
  return { url, key, own: false, close: async () => {} };
}

function nameUrl(environment: Environment): string | null {
  return given(environment, "FAREBOX_URL") ?? given(environment, "OPENAI_BASE_URL");
}

function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new Error(`"${text}" is no address of a gateway, such as ${usualUrl}`);
  }
  // The official packages are told the address with the API's version.
  return text.replace(/\/+$/, "").replace(/\/v1$/, "");
}

async function answers(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(limits.extractProbeMs);
    return (await fetch(`${url}/livez`, { signal })).status > 0;
  } catch {
    return false;
  }
}

/** A gateway on the sandbox in a folder of its own, with the budget on its account. */
async function startOwn(parts: GatewayParts, { budget }: Wanted): Promise<FoundGateway> {
  const folder = mkdtempSync(join(tmpdir(), "farebox-extract-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const settings = parts.loadSettings({
      FAREBOX_DATA: folder,
      FAREBOX_PORT: "0",
      FAREBOX_LOG: "error",
    });
    const started = await parts.startGateway(settings);
    const close = async (): Promise<void> => {
      await started.close();
      remove();
    };
    const { newDemoAccount, newAdminToken } = started;
    if (newDemoAccount === null || newAdminToken === null) {
      await close();
      throw new Error(
        `no gateway answers at ${usualUrl}, and farebox.yaml here is for real providers: start ` +
          "it with farebox start, or name another with --url",
      );
    }
    const { accountId, secret } = newDemoAccount;
    await topUp(started.url, { token: newAdminToken, accountId, amount: budget });
    return { url: started.url, key: secret, own: true, close };
  } catch (error) {
    remove();
    throw error;
  }
}

interface TopUp {
  readonly token: string;
  readonly accountId: string;
  readonly amount: string;
}

async function topUp(url: string, { token, accountId, amount }: TopUp): Promise<void> {
  const answer = await fetch(`${url}/admin/v1/accounts/${accountId}/topups`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ amount, reference: "extract" }),
  });
  if (!answer.ok) throw new Error(`the sandbox's account took no top-up: ${await answer.text()}`);
}
