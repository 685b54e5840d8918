import { isRecord } from "../is-record.ts";
/** A setting that can't be right: stops the start with one line. */
export class WrongSetting extends Error {
  readonly setting: string;
  /** The value as the message shows it, in quotes; `nothing` where none was given. */
  readonly seen: string;
  readonly allowed: string;
  readonly #value: unknown;

  constructor(setting: string, value: unknown, allowed: string) {
    const seen = show(value);
    super(`wrong setting ${setting}: ${seen} (allowed: ${allowed})`);
    this.name = "WrongSetting";
    this.setting = setting;
    this.seen = seen;
    this.allowed = allowed;
    this.#value = value;
  }

  /** The same fault, where the setting stands below another one. */
  under(name: string): WrongSetting {
    return new WrongSetting(`${name}.${this.setting}`, this.#value, this.allowed);
  }
}

/** One value with the name it goes by, so that a refusal can say both. */
export interface Given {
  readonly name: string;
  readonly value: unknown;
}

export function readText(given: Given, allowed: string): string {
  if (typeof given.value === "string" && given.value !== "") return given.value;
  throw new WrongSetting(given.name, given.value, allowed);
}

export function readChoice<Choice extends string>(
  given: Given,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((one) => one === given.value);
  if (choice !== undefined) return choice;
  throw new WrongSetting(given.name, given.value, choices.join(", "));
}

/** A whole number, or digits that spell one. */
export function readWhole(given: Given, from: number, to: number): number {
  const { value } = given;
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= from && number <= to) {
    return number;
  }
  throw new WrongSetting(given.name, value, `a whole number from ${from} to ${to}`);
}

export function readFlag(given: Given): boolean {
  if (typeof given.value === "boolean") return given.value;
  throw new WrongSetting(given.name, given.value, "true, false");
}

const durationUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** A time such as `500ms`, `5s`, `30m`, `2h`; answers milliseconds. */
export function readDuration(given: Given): number {
  return readMeasure(given, durationUnits, "a time such as 500ms, 5s, 30m or 2h, up to 24h");
}

const byteUnits: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 * 1024,
  GiB: 1024 * 1024 * 1024,
};

/** A size such as `512KiB` or `32MiB`; answers bytes. */
export function readBytes(given: Given): number {
  return readMeasure(given, byteUnits, "a size such as 64KiB, 32MiB or 1GiB");
}

/** A mapping whose keys are all known; a missing one is empty. */
export function readMapping(given: Given, known: readonly string[]): Record<string, unknown> {
  const { name, value } = given;
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw new WrongSetting(name, value, "a mapping");
  const stranger = Object.keys(value).find((key) => !known.includes(key));
  if (stranger !== undefined) {
    const path = name === "" ? stranger : `${name}.${stranger}`;
    throw new WrongSetting(path, value[stranger], `one of ${known.join(", ")}`);
  }
  return value;
}

function readMeasure(
  given: Given,
  units: Readonly<Record<string, number>>,
  allowed: string,
): number {
  const parts = /^(\d{1,9})([A-Za-z]+)$/.exec(String(given.value));
  const unit = units[parts?.[2] ?? ""];
  const size = Number(parts?.[1]) * (unit ?? Number.NaN);
  if (Number.isSafeInteger(size) && size > 0) return size;
  throw new WrongSetting(given.name, given.value, allowed);
}

function show(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text === undefined ? "nothing" : `"${text.slice(0, 200)}"`;
}
