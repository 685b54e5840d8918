import { limits } from "../../core/limits.ts";
import { type Environment, given } from "../admin-client.ts";
import { startOwnGateway } from "./own-gateway.ts";

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
export async function findGateway(wanted: Wanted, environment: Environment): Promise<FoundGateway> {
  const named = wanted.url ?? nameUrl(environment);
  if (wanted.sandbox || (named === null && !(await answers(usualUrl)))) {
    return { ...(await startOwnGateway(wanted.budget, environment)), own: true };
  }
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
