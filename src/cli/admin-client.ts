import { readFileSync } from "node:fs";
import { at } from "./at.ts";

/** How an operator's command reaches its gateway. */
export interface GatewayOptions {
  readonly url?: string;
  readonly tokenFile?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface AdminCall {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** After `/admin/v1` or `/v1`, its ids encoded. */
  readonly path: string;
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface AdminReply {
  /** As it came: amounts that are JSON numbers keep all their digits here. */
  readonly text: string;
  /** Each number as the text that it came as; null where it is no JSON, such as CSV. */
  readonly json: unknown;
}

/** One API of a running gateway. Each call rejects with one sentence for the operator. */
export interface AdminClient {
  send(call: AdminCall): Promise<AdminReply>;
}

const defaultUrl = "http://127.0.0.1:8080";

/** Milliseconds that a gateway may take for an answer. */
const answerTimeoutMs = 30_000;

/** Takes address and token from the options, else from FAREBOX_URL and FAREBOX_ADMIN_TOKEN. */
export function openAdminClient(options: GatewayOptions, environment: Environment): AdminClient {
  const url = readUrl(options.url ?? given(environment, "FAREBOX_URL") ?? defaultUrl);
  const token = readToken(options, environment);
  const unknown = "admin token; set FAREBOX_ADMIN_TOKEN or --token-file";
  return { send: (call) => send({ url, root: "/admin/v1", token, unknown }, call) };
}

/** A caller's key, and where to find its gateway. */
export interface CallerOptions {
  readonly url: string | undefined;
  readonly key: string;
  /** What is said to be wrong where the gateway doesn't know the key. */
  readonly unknown: string;
}

/** The same for the API of callers. */
export function openCallerClient(options: CallerOptions, environment: Environment): AdminClient {
  const { key: token, unknown } = options;
  const url = readUrl(options.url ?? given(environment, "FAREBOX_URL") ?? defaultUrl);
  return { send: (call) => send({ url, root: "/v1", token, unknown }, call) };
}

interface Gateway {
  readonly url: string;
  readonly root: "/admin/v1" | "/v1";
  readonly token: string;
  /** Ends the sentence "… does not know this". */
  readonly unknown: string;
}

async function send(gateway: Gateway, call: AdminCall): Promise<AdminReply> {
  const answer = await reach(gateway, call);
  const text = await answer.text();
  const json = parse(text);
  const csv = answer.headers.get("content-type")?.startsWith("text/csv") === true;
  if (answer.ok && (json !== null || csv)) return { text, json };
  throw new Error(explain(gateway, { status: answer.status, json }));
}

async function reach({ url, root, token }: Gateway, call: AdminCall): Promise<Response> {
  const { body, method = body === undefined ? "GET" : "POST" } = call;
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  try {
    return await fetch(`${url}${root}${call.path}${queryOf(call)}`, {
      method,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(answerTimeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    const late = error instanceof Error && error.name === "TimeoutError";
    const what = late ? `no answer within ${answerTimeoutMs / 1000} s` : "no gateway answers";
    throw new Error(
      `${what} at ${url}; start one with farebox start, or name another with --url or FAREBOX_URL`,
    );
  }
}

function queryOf({ query = {} }: AdminCall): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) asked.set(name, String(value));
  }
  return asked.size === 0 ? "" : `?${asked}`;
}

function explain({ url, unknown }: Gateway, answer: { status: number; json: unknown }): string {
  const { status, json } = answer;
  const message = at(json, "error.message");
  const code = at(json, "error.code");
  if (typeof message !== "string") {
    return `what answers at ${url} is no Farebox gateway (status ${status})`;
  }
  if (code === "invalid_api_key") return `${url} does not know this ${unknown}`;
  return `${message} (${String(code)})`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, keepDigits);
  } catch {
    return null;
  }
}

/** An amount that is a JSON number would lose digits as a float, and be shown as 5e-7. */
function keepDigits(
  _name: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  return typeof value === "number" ? (context?.source ?? String(value)) : value;
}

function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && ["http:", "https:"].includes(url.protocol)) return text.replace(/\/+$/, "");
  throw new Error(`"${text}" is no address of a gateway, such as ${defaultUrl}`);
}

function readToken(options: GatewayOptions, environment: Environment): string {
  const { tokenFile } = options;
  const token =
    tokenFile === undefined ? given(environment, "FAREBOX_ADMIN_TOKEN") : readTokenFile(tokenFile);
  if (token === null) {
    throw new Error("no admin token: set FAREBOX_ADMIN_TOKEN, or name a file with --token-file");
  }
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new Error("the admin token must be printable characters without spaces");
}

function readTokenFile(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new Error(`the token file ${path} can't be read (${code})`);
  }
}

/** A variable that is set and not empty. */
export function given(environment: Environment, name: string): string | null {
  const value = environment[name];
  return value === undefined || value === "" ? null : value;
}
