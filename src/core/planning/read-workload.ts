import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Detail } from "../chat/request.ts";
import { limits } from "../limits.ts";
import {
  type Given,
  readChoice,
  readMapping,
  readText,
  readWhole,
  WrongSetting,
} from "../settings/setting.ts";
import { readDistribution, readTokens } from "./read-distribution.ts";
import type { Need, PicturesSent, Workload, WorkloadPicture } from "./workload.ts";

/** What a workload may say; the reference is docs/guides/choosing-a-model.md. */
export const workloadKeys = [
  "name",
  "about",
  "calls_per_day",
  "conversations_per_day",
  "days_per_month",
  "turns",
  "system_tokens",
  "prompt_tokens",
  "output_tokens",
  "max_tokens",
  "images",
  "image_history",
  "description_tokens",
  "instruction_tokens",
  "described_by",
  "cacheable_share",
  "counted_in",
  "needs",
  "first_token_ms_max",
  "first_token_ms",
  "models",
] as const;

export const details: readonly Detail[] = ["auto", "low", "high", "original"];
const histories: readonly PicturesSent[] = ["once", "resent", "described"];
const unmeasured: ReadonlyMap<string, number> = new Map();
const needs: readonly Need[] = ["vision", "tools", "json"];

/**
 * Reads a workload, of a file or of a request. Model names become ids. Throws `WrongSetting` whose
 * `setting` is the path of the fault, such as `images[0].width`, with what was seen and what is
 * allowed.
 */
export function readWorkload(value: unknown, catalogue: Catalogue): Workload {
  const entry = readMapping({ name: "", value }, workloadKeys);
  const field = (key: (typeof workloadKeys)[number]): Given => ({ name: key, value: entry[key] });
  const or = <Value>(
    key: (typeof workloadKeys)[number],
    absent: Value,
    read: (given: Given) => Value,
  ): Value => (entry[key] === undefined ? absent : read(field(key)));
  const readModel = (given: Given): string => readModelId(given, catalogue);

  const turns = or("turns", 1, (given) => readWhole(given, 1, limits.plannedTurnsMax));
  const pictures = or("images", [], readPictures);
  return {
    name: or("name", "workload", (given) => readText(given, "a name")),
    about: or("about", "", (given) => readText(given, "a sentence")),
    callsPerDay: readCalls(field("calls_per_day"), field("conversations_per_day"), turns),
    daysPerMonth: or("days_per_month", 30, (given) => readWhole(given, 1, 31)),
    turns,
    systemTokens: or("system_tokens", 0, readTokens),
    promptTokens: readDistribution(field("prompt_tokens")),
    outputTokens: readDistribution(field("output_tokens")),
    outputTokensMax: or("max_tokens", null, readOutputLimit),
    pictures,
    picturesSent: or("image_history", "resent", (given) => readChoice(given, histories)),
    descriptionTokens: or("description_tokens", 50, readTokens),
    instructionTokens: or("instruction_tokens", 60, readTokens),
    describedBy: or("described_by", null, readModel),
    cacheableShare: or("cacheable_share", 0, readShare),
    countedIn: or("counted_in", "model", (given) => readChoice(given, ["model", "o200k_base"])),
    needs: or("needs", [], readNeeds),
    firstTokenMsMax: or("first_token_ms_max", null, readMilliseconds),
    firstTokenMs: or("first_token_ms", unmeasured, (given) => readMeasured(given, readModel)),
    models: or("models", null, (given) => readModels(given, readModel)),
  };
}

/** The id of a model that is named, by id or alias. */
export function readModelId(given: Given, catalogue: Catalogue): string {
  const name = readText(given, "the id of a model");
  const model = catalogue.find(name);
  if (model !== null) return model.id;
  const nearest = catalogue.nearest(name, 3).join(", ");
  throw new WrongSetting(given.name, name, `the id of a model; the nearest are ${nearest}`);
}

/** The members of a list, each by its place. */
export function readList(given: Given, most: number): readonly Given[] {
  const { name, value } = given;
  if (Array.isArray(value) && value.length <= most) {
    return value.map((one: unknown, at) => ({ name: `${name}[${at}]`, value: one }));
  }
  const seen = Array.isArray(value) ? `a list of ${value.length}` : value;
  throw new WrongSetting(name, seen, `a list of at most ${most}`);
}

function readCalls(calls: Given, conversations: Given, turns: number): number {
  const most = limits.plannedCallsPerDayMax;
  if (calls.value !== undefined && conversations.value !== undefined) {
    const allowed = "either calls_per_day or conversations_per_day, not both";
    throw new WrongSetting(conversations.name, conversations.value, allowed);
  }
  if (conversations.value === undefined) return readWhole(calls, 1, most);
  return readWhole(conversations, 1, Math.floor(most / turns)) * turns;
}

function readOutputLimit(given: Given): number {
  return readWhole(given, 1, limits.plannedTokensMax);
}

function readMilliseconds(given: Given): number {
  return readWhole(given, 1, limits.firstEventTimeoutMs);
}

function readShare(given: Given): number {
  const { value } = given;
  const number =
    typeof value === "string" && /^\d(\.\d{1,9})?$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && number >= 0 && number <= 1) return number;
  throw new WrongSetting(given.name, value, "a number from 0 to 1");
}

function readPictures(given: Given): readonly WorkloadPicture[] {
  const pictures = readList(given, limits.picturesMax).map(readPicture);
  const count = pictures.reduce((sum, one) => sum + one.count, 0);
  if (count <= limits.picturesMax) return pictures;
  throw new WrongSetting(given.name, count, `at most ${limits.picturesMax} pictures in a call`);
}

function readPicture(given: Given): WorkloadPicture {
  const entry = readMapping(given, ["count", "width", "height", "detail", "tokens"]);
  const field = (key: string): Given => ({ name: `${given.name}.${key}`, value: entry[key] });
  const { count: times = 1 } = entry;
  const count = readWhole({ ...field("count"), value: times }, 1, limits.picturesMax);
  if (entry["tokens"] === undefined) {
    const side = (key: string): number => readWhole(field(key), 1, limits.pictureSideMax);
    const detail = entry["detail"] === undefined ? "auto" : readChoice(field("detail"), details);
    return { count, width: side("width"), height: side("height"), detail };
  }
  const sized = ["width", "height", "detail"].find((key) => entry[key] !== undefined);
  if (sized === undefined) return { count, tokens: readTokens(field("tokens")) };
  throw new WrongSetting(`${given.name}.${sized}`, entry[sized], "either tokens or a size");
}

function readNeeds(given: Given): readonly Need[] {
  return readList(given, needs.length).map((one) => readChoice(one, needs));
}

function readMeasured(
  given: Given,
  readModel: (given: Given) => string,
): ReadonlyMap<string, number> {
  const names = Object.keys(readMapping(given, Object.keys(Object(given.value))));
  return new Map(
    names.map((name) => {
      const path = `${given.name}.${name}`;
      const value: unknown = Reflect.get(Object(given.value), name);
      return [readModel({ name: path, value: name }), readMilliseconds({ name: path, value })];
    }),
  );
}

function readModels(given: Given, readModel: (given: Given) => string): readonly string[] {
  const models = [...new Set(readList(given, limits.plannedModelsMax).map(readModel))];
  if (models.length > 0) return models;
  throw new WrongSetting(given.name, "an empty list", "at least one model");
}
