import assert from "node:assert/strict";
import { test } from "node:test";
import { failToStart, type GatewaySettings } from "../doubles/gateway.ts";
import { localProvider, wordsModel } from "../doubles/stage.ts";

interface Wrong {
  readonly title: string;
  readonly settings: GatewaySettings;
  /** The setting, its value and what is allowed, as the one line must name them. */
  readonly says: readonly RegExp[];
}

const local = localProvider("http://127.0.0.1:9101/v1");
const good = { providers: { local }, models: [wordsModel] };
const environment = (name: string, value: string): GatewaySettings => ({
  environment: { [name]: value },
});

const table: readonly Wrong[] = [
  wrong("a port in words", environment("FAREBOX_PORT", "banana"), [/FAREBOX_PORT/, /banana/]),
  wrong("a port too high", environment("FAREBOX_PORT", "70000"), [
    /FAREBOX_PORT/,
    /70000/,
    /65,?535/,
  ]),
  wrong("an unknown log level", environment("FAREBOX_LOG", "loud"), [
    /FAREBOX_LOG/,
    /loud/,
    /info/,
  ]),
  wrong("an unknown variable", environment("FAREBOX_PROT", "8080"), [/FAREBOX_PROT/]),
  wrong("an unknown store", environment("FAREBOX_STORE", "mysql://x"), [/FAREBOX_STORE/, /mysql/]),
  wrong("a configuration that is not there", environment("FAREBOX_CONFIG", "/nowhere/f.yaml"), [
    /FAREBOX_CONFIG/,
    /nowhere/,
  ]),
  wrong("YAML that can't be read", { config: "providers: [unclosed" }, [/FAREBOX_CONFIG|farebox/]),
  wrong("an unknown section", { config: { ...good, gatway: {} } }, [/gatway/, /gateway/]),
  wrong("an unknown setting", { config: { ...good, gateway: { hold_slice: 5 } } }, [
    /hold_slice\b/,
    /hold_slice_tokens/,
  ]),
  wrong("a negative slice", { config: { ...good, gateway: { hold_slice_tokens: -1 } } }, [
    /hold_slice_tokens/,
    /-1/,
  ]),
  wrong("a time without a unit", { config: { ...good, gateway: { silence_timeout: "soon" } } }, [
    /silence_timeout/,
    /soon/,
  ]),
  wrong("a size that is none", { config: { ...good, gateway: { body_bytes_max: "big" } } }, [
    /body_bytes_max/,
    /big/,
  ]),
  wrong("an unknown price list", { config: { ...good, price_list: "/nowhere/prices.yaml" } }, [
    /price_list/,
    /nowhere/,
  ]),
  wrong("an unknown kind of provider", { config: { providers: { a: { ...local, kind: "x9" } } } }, [
    /kind/,
    /x9/,
    /openai/,
  ]),
  wrong("an address that is none", { config: { providers: { a: { ...local, base_url: "x9" } } } }, [
    /base_url/,
    /x9/,
  ]),
  wrong(
    "a disconnect policy that is none",
    { config: { providers: { a: { ...local, on_disconnect: "run" } } } },
    [/on_disconnect/, /run/, /stop/],
  ),
  wrong(
    "a key that the environment lacks",
    { config: { providers: { a: { ...local, api_key: `$\{ABSENT_KEY}` } } } },
    [/api_key/, /ABSENT_KEY/],
  ),
  wrong("a price with seven decimals", priced({ input: "0.0000001", output: "1.00" }), [
    /price/,
    /0\.0000001/,
  ]),
  wrong("a price as a bare word", priced({ input: "free", output: "1.00" }), [/price/, /free/]),
  wrong("a model without an id", { config: { ...good, models: [{ context_window: 5 }] } }, [/id/]),
  wrong(
    "a route to an unknown provider",
    { config: { ...good, models: [{ ...wordsModel, routes: [{ provider: "b9", model: "m" }] }] } },
    [/provider/, /b9/, /local/],
  ),
  wrong("a window that is none", withModel({ context_window: "wide" }), [/context_window/, /wide/]),
  wrong("an unknown vision rule", withModel(routed({ vision: "by-eye" })), [/vision/, /by-eye/]),
];

for (const { title, settings, says } of table) {
  test(`${title}: one line that names it, and a non-zero exit`, async () => {
    const { exitCode, errors, output } = await failToStart(settings);
    assert(exitCode !== null && exitCode !== 0, `exit code ${exitCode}: ${output}`);
    assert.equal(errors.length, 1, `one line: ${output}`);
    for (const pattern of says) assert.match(errors[0] ?? "", pattern);
    assert(!/farebox ready/.test(output), "it never said that it was ready");
  });
}

function wrong(title: string, settings: GatewaySettings, says: readonly RegExp[]): Wrong {
  return { title, settings, says };
}

function priced(price: unknown): GatewaySettings {
  return withModel({ price });
}

function withModel(change: Readonly<Record<string, unknown>>): GatewaySettings {
  return { config: { ...good, models: [{ ...wordsModel, ...change }] } };
}

function routed(change: Readonly<Record<string, unknown>>) {
  return { routes: [{ provider: "local", model: "words", ...change }] };
}
