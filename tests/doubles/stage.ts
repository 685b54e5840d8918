import { after } from "node:test";
import type { Caller } from "./chat-client.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { type Customer, type CustomerTerms, type Operator, operate } from "./operator.ts";
import { openScriptedUpstream, type ScriptedUpstream } from "./scripted-upstream.ts";

/** A gateway in front of a scripted upstream, ready for one test file. */
export interface Stage {
  readonly gateway: Gateway;
  readonly operator: Operator;
  readonly upstream: ScriptedUpstream;
  /** A new customer, who can call at once. */
  enter(terms?: CustomerTerms): Promise<Customer & { readonly caller: Caller }>;
}

export interface StageSettings {
  readonly gateway?: Readonly<Record<string, unknown>>;
  /** More models, beside `words`. */
  readonly models?: readonly Readonly<Record<string, unknown>>[];
  /** More providers, beside `local`; made with the scripted upstream's address. */
  readonly providers?: (upstreamUrl: string) => Readonly<Record<string, unknown>>;
}

/** Opens a stage, and closes it when the file's tests have run. */
export async function openStage(settings: StageSettings = {}): Promise<Stage> {
  const upstream = await openScriptedUpstream();
  after(() => upstream.close());
  const gateway = await startGateway({ config: stageConfig(upstream.url, settings) });
  after(() => gateway.close());
  const operator = operate(gateway);
  return {
    gateway,
    operator,
    upstream,
    enter: async (terms) => {
      const customer = await operator.customer(terms);
      return { ...customer, caller: operator.caller(customer) };
    },
  };
}

export function stageConfig(upstreamUrl: string, settings: StageSettings = {}) {
  return {
    price_list: "flat",
    providers: {
      local: localProvider(upstreamUrl),
      ...settings.providers?.(upstreamUrl),
    },
    models: [wordsModel, ...(settings.models ?? [])],
    gateway: settings.gateway ?? {},
  };
}

/** A provider that is the scripted upstream. */
export function localProvider(upstreamUrl: string) {
  return { kind: "openai", base_url: upstreamUrl, api_key: "none", on_disconnect: "stop" };
}

/** Free prompts and $60.00 per million output tokens: a word costs $0.00006, 500 cost $0.03. */
export const wordsModel = model("words", { price: { input: "0.00", output: "60.00" } });

/** A model of the tests, served by the scripted upstream unless routed otherwise. */
export function model(id: string, terms: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    routes: [{ provider: "local", model: id }],
    context_window: 128_000,
    output_tokens_max: 16_384,
    released: "2025-01",
    ...terms,
  };
}

/** A body whose prompt names the script that the upstream plays. */
export function ask(script: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    model: "words",
    messages: [{ role: "user", content: `script:${script}` }],
    ...more,
  };
}
