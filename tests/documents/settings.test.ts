import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { readModel } from "../../src/core/catalogue/read-model.ts";
import { readSettings } from "../../src/core/settings/read-settings.ts";
import { WrongSetting } from "../../src/core/settings/setting.ts";
import { disconnectPolicies, logLevels } from "../../src/core/settings/settings.ts";
import { textRules } from "../../src/core/tokens/text-rules.ts";
import { visionRuleNames } from "../../src/core/tokens/vision/rule.ts";
import { kinds } from "../../src/providers/registry.ts";
import { blocksOf, readPage, tableAfter } from "./pages.ts";

const page = readPage("docs/reference/settings.md");
const provider = { kind: "openai", base_url: "http://127.0.0.1:9101/v1", api_key: "none" };
const route = { provider: "local", model: "words" };
const model = {
  id: "words",
  context_window: 1000,
  output_tokens_max: 100,
  released: "2025-01",
  routes: [route],
};

test("the page has every variable of the environment, and no other", () => {
  const strange = { FAREBOX_STRANGE: "1" };
  assert.deepEqual(
    namesIn("## Environment"),
    allowed(() => settings(null, strange)),
  );
});

const sections = [
  ["## farebox.yaml", () => settings({ strange: 1 })],
  ["### providers", () => settings({ providers: { local: { ...provider, strange: 1 } } })],
  ["### models\n", () => readModel({ name: "models[0]", value: { ...model, strange: 1 } })],
  ["### models[].routes", () => readStrangeRoute()],
  ["### gateway", () => settings({ gateway: { strange: 1 } })],
] as const;

for (const [title, read] of sections) {
  test(`the page has every key of "${title.trim()}", and no other`, () => {
    assert.deepEqual(namesIn(title), allowed(read));
  });
}

test("a default that the page names is what absence means", () => {
  const absent = settings(null);
  const defaults = new Map(rowsIn("### gateway").map(([key = "", value]) => [key, value]));
  assert.deepEqual(settings({ gateway: Object.fromEntries(defaults) }), absent);
  const environment: Record<string, string> = {};
  for (const [name = "", value = ""] of rowsIn("## Environment")) {
    if (!value.includes(" ")) environment[name] = value;
  }
  assert.deepEqual(Object.keys(environment).length, 6, "six variables have a plain default");
  assert.deepEqual(settings(null, environment), absent);
});

test("sandbox and price list follow what is configured, as the page says", () => {
  assert.deepEqual(chosen(settings(null)), ["flat", true]);
  assert.deepEqual(chosen(settings({ providers: { local: provider } })), ["provider", false]);
  assert.deepEqual(chosen(settings({ models: [model] })), ["provider", true]);
});

test("the page names every choice that a setting has", () => {
  const choices = [...logLevels, ...kinds, ...disconnectPolicies, ...textRules, ...visionRuleNames];
  for (const choice of choices) assert(page.includes(`\`${choice}\``), choice);
  const told = tableAfter(page, "Vision rules").flatMap(([names = ""]) => names.split(", "));
  assert.deepEqual([...told].sort(), [...visionRuleNames].sort());
  const policies = rowsIn("### providers").find(([name]) => name === "on_disconnect")?.[2];
  assert.equal(policies?.split(": ")[1], disconnectPolicies.join(", "));
});

test("the page's example of a wrong setting is what is said", () => {
  const said = wrongness(() => settings(null, { FAREBOX_PORT: "x" }));
  assert(page.includes(`farebox: ${said}\n`), said);
});

test("the README's farebox.yaml is taken as it stands", () => {
  const block = blocksOf(readPage("README.md")).find(({ language }) => language === "yaml");
  const read = settings(parse(block?.text ?? ""), { PROVIDER_KEY: "a key of the provider" });
  assert.deepEqual(
    read.providers.map(({ name, apiKey }) => [name, apiKey]),
    [
      ["openai", "a key of the provider"],
      ["local", null],
    ],
  );
  const models = read.models.map((value) => readModel({ name: "models[0]", value }));
  assert.deepEqual(
    models.map(({ id, input }) => [id, input]),
    [["my-model", ["text", "image"]]],
  );
});

function settings(file: unknown, environment: Readonly<Record<string, string>> = {}) {
  return readSettings({ environment, file, providerKinds: kinds });
}

function readStrangeRoute() {
  const value = { ...model, routes: [{ ...route, strange: 1 }] };
  return readModel({ name: "models[0]", value });
}

function chosen(read: ReturnType<typeof settings>) {
  return [read.priceList, read.sandbox];
}

function rowsIn(title: string): readonly (readonly string[])[] {
  return tableAfter(page, title);
}

/** The names in a table's first column; a cell may name several. */
function namesIn(title: string): readonly string[] {
  return rowsIn(title)
    .flatMap(([names = ""]) => names.split(", "))
    .sort();
}

/** What the reader itself says is allowed, where it meets a strange name. */
function allowed(read: () => unknown): readonly string[] {
  const list = /\(allowed: (?:one of )?(.+)\)$/.exec(wrongness(read))?.[1] ?? "";
  return list.split(", ").sort();
}

function wrongness(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    assert(error instanceof WrongSetting);
    return error.message;
  }
  return assert.fail("a strange setting was taken");
}
