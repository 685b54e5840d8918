import assert from "node:assert/strict";
import { after, type TestContext } from "node:test";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { openSandbox, type Sandbox } from "../../src/providers/sandbox/open-sandbox.ts";
import { openBrowser, openWindow, type Window } from "./browser.ts";
import { requireChromium } from "./environment.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { type Reply, send } from "./http-client.ts";
import { at, textAt } from "./json.ts";
import { type Customer, type CustomerTerms, type Operator, operate } from "./operator.ts";

/** The console as its visitors see it: a gateway on sandboxes, and a real browser before it. */
export interface ConsoleStage {
  readonly gateway: Gateway;
  readonly operator: Operator;
  /** Serves the model `slow-talker`, and meters what it produced. */
  readonly sandbox: Sandbox;
  readonly browser: Browser;
  /** A new account, whose owner has accepted the invitation. */
  enter(terms?: CustomerTerms): Promise<Customer & { readonly owner: Visitor }>;
  /** Another member of an account. */
  join(accountId: string, role: Role): Promise<Visitor>;
  /** The operator who holds the admin token. */
  readonly asOperator: Visitor;
  /** A window in which the visitor is signed in; it closes behind the test, free of complaints. */
  visit(context: Closing, visitor: Visitor, plan?: VisitPlan): Promise<Window>;
  /** A window in which nobody is signed in. */
  arrive(context: Closing, plan?: VisitPlan): Promise<Window>;
}

/** Whoever says when it is over: a test, or a program that is none. */
export interface Closing {
  after(close: () => Promise<unknown>): void;
}

export type Role = "owner" | "billing" | "viewer";

/** Somebody who can sign in: what is sent to do so. */
export interface Visitor {
  readonly name: string;
  readonly credentials: Readonly<Record<string, string>>;
}

export interface VisitPlan {
  readonly path?: string;
  readonly browser?: BrowserContextOptions;
}

export interface ConsoleStageSettings {
  readonly environment?: Readonly<Record<string, string>>;
  /** Tokens a second of `slow-talker`; 40. */
  readonly tokensPerSecond?: number;
  /** More of farebox.yaml's `gateway`. */
  readonly gateway?: Readonly<Record<string, unknown>>;
}

export const password = "correct horse battery staple";

/** Served by the metered sandbox alone, slowly, and dear enough that every token shows. */
export const slowTalker = "slow-talker";

/**
 * Answers what opens the stage: the first test that can run opens it, all tests of the file share
 * it, and it closes behind them. Null where there is no browser: the test is then left out.
 */
export function consoleStage(
  settings: ConsoleStageSettings = {},
): (context: TestContext) => Promise<ConsoleStage | null> {
  const closers: (() => Promise<unknown>)[] = [];
  const closing = { after: (close: () => Promise<unknown>) => closers.push(close) };
  after(async () => {
    for (const close of closers.reverse()) await close();
  });
  let opened: Promise<ConsoleStage> | null = null;
  return async (context) => {
    const chromium = requireChromium(context);
    if (chromium === null) return null;
    opened ??= openConsoleStage(chromium, closing, settings);
    return opened;
  };
}

/** Opens the stage with the browser at that path; its parts close with `closing`. */
export async function openConsoleStage(
  chromium: string,
  closing: Closing,
  settings: ConsoleStageSettings = {},
): Promise<ConsoleStage> {
  const tokensPerSecond = settings.tokensPerSecond ?? 40;
  const sandbox = await openSandbox({ port: 0, tokensPerSecond, firstTokenMs: { min: 0, max: 0 } });
  closing.after(() => sandbox.close());
  const gateway = await startGateway({
    config: configuration(sandbox.url, settings),
    environment: settings.environment ?? {},
  });
  closing.after(() => gateway.close());
  const browser = await openBrowser(chromium);
  closing.after(() => browser.close());
  const operator = operate(gateway);
  const asOperator = { name: "operator", credentials: { token: gateway.adminToken } };
  const stage: ConsoleStage = {
    ...{ gateway, operator, sandbox, browser, asOperator },
    join: (accountId, role) => join(stage, accountId, role),
    enter: async (terms) => {
      const customer = await operator.customer(terms);
      return { ...customer, owner: await join(stage, customer.accountId, "owner") };
    },
    visit: (context, visitor, plan) => visit(stage, context, { visitor, ...plan }),
    arrive: (context, plan) => visit(stage, context, { visitor: null, ...plan }),
  };
  return stage;
}

function configuration(sandboxUrl: string, settings: ConsoleStageSettings) {
  return {
    sandbox: true,
    price_list: "provider",
    providers: {
      metered: {
        ...{ kind: "openai", base_url: `${sandboxUrl}/v1`, api_key: "none" },
        on_disconnect: "linger",
      },
    },
    models: [
      {
        id: slowTalker,
        routes: [{ provider: "metered", model: "gpt-4o", vision: "openai-tiles-85-170" }],
        ...{ context_window: 128_000, output_tokens_max: 16_384, released: "2025-01" },
        price: { input: "2.50", output: "60.00" },
      },
    ],
    gateway: settings.gateway ?? {},
  };
}

let members = 0;

async function join(stage: ConsoleStage, accountId: string, role: Role): Promise<Visitor> {
  members += 1;
  const name = `${role} ${members}`;
  const email = `${role}-${members}@example.com`;
  const made = await stage.operator.call("/members", { account_id: accountId, email, name, role });
  assert.equal(made.status, 201, made.text);
  const body = { invitation: textAt(made.json, "invitation"), password };
  const accepted = await send({ url: `${stage.gateway.url()}/console/v1/invitation`, body });
  assert.equal(accepted.status, 200, accepted.text);
  return { name, credentials: { email, password } };
}

interface Visit extends VisitPlan {
  readonly visitor: Visitor | null;
}

async function visit(stage: ConsoleStage, context: Closing, plan: Visit): Promise<Window> {
  const url = stage.gateway.url();
  const window = await openWindow(stage.browser, { baseURL: url, ...plan.browser });
  context.after(async () => {
    await window.context.close();
    assert.deepEqual(window.complaints(), [], "the page complained of nothing");
    const ours = plan.browser?.baseURL ?? url;
    const foreign = window.addresses().filter((one) => !isOurs(one, ours));
    assert.deepEqual(foreign, [], "nobody else was asked for anything");
  });
  if (plan.visitor !== null) {
    const value = await openSession(url, plan.visitor);
    await window.context.addCookies([{ name: "farebox_session", value, url }]);
  }
  await window.page.goto(plan.path ?? "/");
  return window;
}

function isOurs(address: string, url: string): boolean {
  return [url, "blob:", "data:"].some((start) => address.startsWith(start));
}

async function openSession(url: string, visitor: Visitor): Promise<string> {
  const body = visitor.credentials;
  const reply: Reply = await send({ url: `${url}/console/v1/session`, body });
  assert.equal(reply.status, 200, reply.text);
  assert.equal(at(reply.json, "error"), undefined);
  return /^farebox_session=([^;]+)/.exec(reply.headers["set-cookie"]?.[0] ?? "")?.[1] ?? "";
}
