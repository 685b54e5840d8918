import { after } from "node:test";
import { openSandbox, type Sandbox } from "../../src/providers/sandbox/open-sandbox.ts";
import { type Gateway, startGateway } from "./gateway.ts";

/** A model of each provider, so that every wire behind the gateway is reached. */
export const modelOfEachWire = [
  "claude-opus-5",
  "gemini-3.1-flash-image-preview",
  "gpt-4o",
] as const;

/** A gateway whose providers are the sandbox, by the wire of each; both close after the tests. */
export async function openThreeWires(
  priceList: "flat" | "provider" = "provider",
): Promise<{ readonly gateway: Gateway; readonly sandbox: Sandbox }> {
  const sandbox = await openSandbox({
    port: 0,
    tokensPerSecond: 0,
    firstTokenMs: { min: 0, max: 0 },
  });
  after(() => sandbox.close());
  const gateway = await startGateway({
    config: {
      price_list: priceList,
      providers: {
        openai: { kind: "openai", base_url: `${sandbox.url}/v1`, api_key: "for-tests" },
        google: { kind: "google", base_url: sandbox.url, api_key: "for-tests" },
        anthropic: { kind: "anthropic", base_url: sandbox.url, api_key: "for-tests" },
      },
    },
  });
  after(() => gateway.close());
  return { gateway, sandbox };
}
