import { isRecord } from "../is-record.ts";
import { limits } from "../limits.ts";
import { instantAllowed, readInstant } from "../read-instant.ts";
import {
  type Given,
  readChoice,
  readFlag,
  readMapping,
  readText,
  readWhole,
  WrongSetting,
} from "../settings/setting.ts";
import { imageOutputDefault, imageOutputRules } from "../tokens/image-output/rule.ts";
import { textRules } from "../tokens/text-rules.ts";
import { isVisionRule, visionRuleNames } from "../tokens/vision/rule.ts";
import type {
  DatedVision,
  Lack,
  Modality,
  Model,
  Route,
  SandboxRules,
  TextRule,
  ToolPrompt,
  VisionRule,
} from "./model.ts";

const modalities: readonly Modality[] = ["text", "image", "audio"];

/**
 * `source`, `retrieved` and `confidence` say where the facts come from; `price` is read with the
 * price lists.
 */
const modelKeys = [
  "id",
  "name",
  "aliases",
  "context_window",
  "output_tokens_max",
  "released",
  "input",
  "output",
  "text",
  "vision",
  "image_output",
  "hidden_output",
  "routes",
  "sandbox",
  "price",
  "tool_prompt",
  "lacks",
  "source",
  "retrieved",
  "confidence",
];

/**
 * Reads one model, of the shipped catalogue or of farebox.yaml. What an entry leaves out is taken
 * from the model it stands in for, if there is one; otherwise a model speaks text, takes pictures
 * where a vision rule is named, and counts text in o200k_base. Throws `WrongSetting`.
 */
export function readModel(given: Given, base: Model | null = null): Model {
  const entry = readMapping(given, modelKeys);
  const field = (key: string): Given => ({ name: `${given.name}.${key}`, value: entry[key] });
  const or = <Value>(key: string, absent: Value | undefined, read: (one: Given) => Value): Value =>
    entry[key] === undefined && absent !== undefined ? absent : read(field(key));

  const id = readName(field("id"));
  const vision = or("vision", base?.vision ?? null, readVision);
  const routes = or("routes", base?.routes, readRoutes);
  const sees = vision !== null || routes.some((route) => route.vision !== null);
  const input = or("input", base?.input ?? inputOf(sees), readModalities);
  if (input.includes("image") && !sees) {
    throw new WrongSetting(`${given.name}.vision`, undefined, visionRuleNames.join(", "));
  }
  const output = or("output", base?.output ?? outputOf(entry["price"]), readModalities);
  return {
    id,
    name: or("name", base?.name ?? id, (one) => readText(one, "a name")),
    aliases: or("aliases", base?.aliases ?? [], (one) => readList(one).map(readName)),
    contextWindow: or("context_window", base?.contextWindow, readTokens),
    outputTokensMax: or("output_tokens_max", base?.outputTokensMax, readTokens),
    released: or("released", base?.released, readReleased),
    input,
    output,
    text: or("text", base?.text ?? "o200k_base", readTextRule),
    vision,
    toolPrompt: or("tool_prompt", base?.toolPrompt ?? null, readToolPrompt),
    imageOutput: output.includes("image")
      ? or("image_output", base?.imageOutput ?? imageOutputDefault, readImageOutput)
      : null,
    hiddenOutput: or("hidden_output", base?.hiddenOutput ?? false, readFlag),
    lacks: or("lacks", base?.lacks ?? [], readLacks),
    routes,
    sandbox: entry["sandbox"] === undefined ? base?.sandbox : readSandbox(field("sandbox")),
  };
}

function inputOf(sees: boolean): readonly Modality[] {
  return sees ? ["text", "image"] : ["text"];
}

/** A model whose pictures have a price of their own gives out pictures: its ceiling counts them. */
function outputOf(price: unknown): readonly Modality[] {
  const output = isRecord(price) ? price["output"] : null;
  return isRecord(output) && output["image"] !== undefined ? ["text", "image"] : ["text"];
}

function readRoutes(given: Given): readonly Route[] {
  const routes = readList(given).map(readRoute);
  if (routes.length > 0) return routes;
  throw new WrongSetting(given.name, given.value, "a list of at least one route");
}

const routeKeys = [
  "provider",
  "model",
  "vision",
  "text",
  "context_window",
  "streams",
  "hidden_output",
];

function readRoute(given: Given): Route {
  const entry = readMapping(given, routeKeys);
  const field = (key: string): Given => ({ name: `${given.name}.${key}`, value: entry[key] });
  const or = <Value>(key: string, absent: Value, read: (one: Given) => Value): Value =>
    entry[key] === undefined ? absent : read(field(key));
  return {
    provider: readText(field("provider"), "the name of a provider"),
    model: readName(field("model")),
    vision: or("vision", null, readVision),
    text: or("text", null, readTextRule),
    contextWindow: or("context_window", null, readTokens),
    streams: or("streams", true, readFlag),
    hiddenOutput: or("hidden_output", undefined, readFlag),
  };
}

function readSandbox(given: Given): SandboxRules {
  const entry = readMapping(given, ["vision", "text"]);
  const { vision, text } = { vision: entry["vision"], text: entry["text"] };
  return {
    vision:
      vision === undefined ? null : readVision({ name: `${given.name}.vision`, value: vision }),
    text: readTextRule({ name: `${given.name}.text`, value: text ?? "o200k_base" }),
  };
}

/** One rule, or a list of `{from, rule}` in the order of their dates. */
function readVision(given: Given): DatedVision | null {
  if (given.value === null) return null;
  if (!Array.isArray(given.value)) return [{ from: 0, rule: readVisionRule(given) }];
  const dated = readList(given).map((one) => {
    const entry = readMapping(one, ["from", "rule"]);
    const from = readFrom({ name: `${one.name}.from`, value: entry["from"] });
    return { from, rule: readVisionRule({ name: `${one.name}.rule`, value: entry["rule"] }) };
  });
  const inOrder = dated.every(({ from }, at) => at === 0 || from > (dated[at - 1]?.from ?? from));
  if (dated.length > 0 && inOrder) return dated;
  throw new WrongSetting(given.name, given.value, "rules in the order of their dates");
}

function readVisionRule(given: Given): VisionRule {
  const allowed = visionRuleNames.join(", ");
  const name = readText(given, allowed);
  if (isVisionRule(name)) return name;
  throw new WrongSetting(given.name, name, allowed);
}

function readFrom(given: Given): number {
  const text = readText(given, instantAllowed);
  const instant = readInstant(text);
  if (instant !== null) return instant;
  throw new WrongSetting(given.name, text, instantAllowed);
}

function readToolPrompt(given: Given): ToolPrompt {
  const entry = readMapping(given, ["auto", "forced"]);
  const tokens = (key: string): number =>
    readWhole({ name: `${given.name}.${key}`, value: entry[key] }, 0, limits.tokensMax);
  return { auto: tokens("auto"), forced: tokens("forced") };
}

function readImageOutput(given: Given): string {
  return readChoice(given, imageOutputRules);
}

function readTextRule(given: Given): TextRule {
  return readChoice(given, textRules);
}

function readTokens(given: Given): number {
  return readWhole(given, 1, limits.tokensMax);
}

function readModalities(given: Given): readonly Modality[] {
  return readList(given).map((one) => readChoice(one, modalities));
}

function readLacks(given: Given): readonly Lack[] {
  return readList(given).map((one) => readChoice(one, ["tools", "json"]));
}

/** A model's name, as it stands in addresses and requests. */
function readName(given: Given): string {
  const allowed = `letters, digits and ._:/@- up to ${limits.nameCharactersMax}`;
  const name = readText(given, allowed);
  if (name.length <= limits.nameCharactersMax && /^[\w.:/@-]+$/.test(name)) return name;
  throw new WrongSetting(given.name, name, allowed);
}

function readReleased(given: Given): string {
  const allowed = "a month such as 2025-01, or a day";
  const text = readText(given, allowed);
  if (/^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/.test(text)) return text;
  throw new WrongSetting(given.name, text, allowed);
}

function readList(given: Given): readonly Given[] {
  if (!Array.isArray(given.value)) throw new WrongSetting(given.name, given.value, "a list");
  const values: readonly unknown[] = given.value;
  return values.map((value, index) => ({ name: `${given.name}[${index}]`, value }));
}
