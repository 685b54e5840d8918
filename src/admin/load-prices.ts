import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { PriceVersion } from "../core/pricing/price.ts";
import { readPrice } from "../core/pricing/read-price.ts";
import {
  type Given,
  readChoice,
  readMapping,
  readText,
  WrongSetting,
} from "../core/settings/setting.ts";
import { listDataFiles, readDataFile, readEntries } from "./data-file.ts";

/**
 * Loads the price lists of a folder: each folder in it is a list, each file some dated versions.
 * Throws `WrongSetting`, whose one line names file, model and field, and what is allowed.
 */
export function loadPrices(folder: string): readonly PriceVersion[] {
  const lists = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
  return lists
    .map((one) => one.name)
    .sort()
    .flatMap((list) =>
      listDataFiles(join(folder, list)).flatMap((path) => loadPriceFile(path, list)),
    );
}

/** Loads one price file as versions of a list; a file of the operator's own is a list by itself. */
export function loadPriceFile(path: string, list = listNameOf(path)): readonly PriceVersion[] {
  const file = readDataFile(path, ["effective_from", "retrieved", "prices"]);
  const retrieved = file["retrieved"];
  const seen =
    retrieved === undefined
      ? {}
      : { retrieved: readDate({ name: `${path}: retrieved`, value: retrieved })[1] };
  return readEntries(path, "prices", file["prices"]).map((entry) => ({
    ...readVersion(entry, list, file["effective_from"]),
    ...seen,
  }));
}

/** The name of the list that an operator's own price file is: its own without the ending. */
export function listNameOf(path: string): string {
  return basename(path).replace(/\.ya?ml$/, "");
}

const entryKeys = ["model", "effective_from", "price", "batch", "source", "confidence"];
const confidences = ["A", "B", "own"] as const;

function readVersion(given: Given, list: string, fileDate: unknown): PriceVersion {
  const entry = readMapping(given, entryKeys);
  const field = (key: string): Given => ({ name: `${given.name}.${key}`, value: entry[key] });
  const model = readText(field("model"), "a model's id");
  const dated = { ...field("effective_from"), value: entry["effective_from"] ?? fileDate };
  const [date, effectiveFrom] = readDate(dated);
  return {
    id: `${list}:${model}:${date}`,
    list,
    model,
    effectiveFrom,
    price: readPrice(field("price")),
    ...(entry["batch"] === undefined ? {} : { batch: readPrice(field("batch")) }),
    source: readText(field("source"), "where the price is published"),
    confidence: readChoice(field("confidence"), confidences),
  };
}

/** A day, or a time of it in UTC, and its instant. */
function readDate(given: Given): readonly [string, number] {
  const allowed = "a day such as 2026-01-01, or a time such as 2026-01-01T12:00:00Z";
  const text = readText(given, allowed);
  const instant = Date.parse(text);
  const written = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/.test(text);
  // A day that no month has is moved on by some readers: written again it must be the same.
  const real =
    written &&
    !Number.isNaN(instant) &&
    new Date(instant).toISOString().startsWith(text.slice(0, 19));
  if (real) return [text, instant];
  throw new WrongSetting(given.name, text, allowed);
}
