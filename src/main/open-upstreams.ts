import type { DisconnectPolicy, Settings } from "../core/settings/settings.ts";
import type { Clock } from "../ports/clock.ts";
import { createUpstream, type OpenUpstream } from "../providers/registry.ts";

export interface Upstreams {
  readonly byName: ReadonlyMap<string, OpenUpstream>;
  readonly disconnectPolicies: ReadonlyMap<string, DisconnectPolicy>;
  close(): Promise<void>;
}

/** Opens the way to every configured provider, and to the sandbox where there is one. */
export function openUpstreams(
  settings: Settings,
  clock: Clock,
  sandboxUrl: string | null,
): Upstreams {
  const { connectTimeoutMs } = settings.gateway;
  const configured = settings.providers.map(({ name, kind, baseUrl, apiKey }) => ({
    name,
    kind,
    baseUrl,
    apiKey,
    connectTimeoutMs,
  }));
  const sandbox =
    sandboxUrl === null
      ? []
      : [
          {
            name: "sandbox",
            kind: "openai",
            baseUrl: `${sandboxUrl}/v1`,
            apiKey: null,
            connectTimeoutMs,
          },
        ];
  const opened = [...configured, ...sandbox].map((one) => createUpstream(one, clock));
  return {
    byName: new Map(opened.map((one) => [one.name, one])),
    disconnectPolicies: policiesOf(settings),
    close: async () => {
      await Promise.all(opened.map((one) => one.close()));
    },
  };
}

function policiesOf(settings: Settings): ReadonlyMap<string, DisconnectPolicy> {
  const policies = new Map<string, DisconnectPolicy>();
  for (const { name, onDisconnect } of settings.providers) {
    if (onDisconnect !== null) policies.set(name, onDisconnect);
  }
  return policies;
}
