import type { Catalogue } from "../catalogue/catalogue.ts";
import { isRecord } from "../is-record.ts";
import {
  type Given,
  readChoice,
  readMapping,
  readWhole,
  WrongSetting,
} from "../settings/setting.ts";
import { details, readList, readModelId, readWorkload, workloadKeys } from "./read-workload.ts";
import type { Workload } from "./workload.ts";

/** What is asked of a plan: a workload, and what to look at beside it. */
export interface PlanQuestion {
  readonly workload: Workload;
  readonly seed: number;
  /** Two models whose break-even is told. */
  readonly compare: readonly [string, string] | null;
  /** The same workload with some things changed; null where nothing is. */
  readonly whatIf: Workload | null;
}

const optionKeys = ["seed", "compare", "what_if"];

/** Seeds stay whole numbers in every JSON. */
const seedMax = 2 ** 32 - 1;

/** Reads a workload with its options, as a file or a request has them. Throws `WrongSetting`. */
export function readPlanQuestion(value: unknown, catalogue: Catalogue): PlanQuestion {
  if (!isRecord(value)) throw new WrongSetting("workload", value, "a mapping");
  const entry = readMapping({ name: "", value }, [...workloadKeys, ...optionKeys]);
  const { seed = 1, compare, what_if: changes, ...raw } = entry;
  return {
    workload: readWorkload(raw, catalogue),
    seed: readWhole({ name: "seed", value: seed }, 0, seedMax),
    compare: readPair({ name: "compare", value: compare }, catalogue),
    whatIf: readChanged({ name: "what_if", value: changes }, raw, catalogue),
  };
}

function readPair(given: Given, catalogue: Catalogue): readonly [string, string] | null {
  if (given.value === undefined) return null;
  const [first, second, ...others] = readList(given, 2).map((one) => readModelId(one, catalogue));
  if (first !== undefined && second !== undefined && others.length === 0 && first !== second) {
    return [first, second];
  }
  throw new WrongSetting(given.name, given.value, "two models");
}

/** Reads the workload again as it would be: so a change is checked as the workload itself is. */
function readChanged(
  given: Given,
  raw: Record<string, unknown>,
  catalogue: Catalogue,
): Workload | null {
  if (given.value === undefined) return null;
  const changes = readMapping(given, ["detail", ...workloadKeys]);
  const { detail, ...others } = changes;
  const changed = { ...raw, ...others };
  if ("calls_per_day" in others) delete changed["conversations_per_day"];
  if ("conversations_per_day" in others) delete changed["calls_per_day"];
  try {
    const workload = readWorkload(changed, catalogue);
    return detail === undefined ? workload : withDetail(workload, readDetail(detail));
  } catch (error) {
    throw error instanceof WrongSetting ? placeIn(given.name, changes, error) : error;
  }
}

function readDetail(value: unknown) {
  return readChoice({ name: "detail", value }, details);
}

/** The same workload with every picture that has a size at this detail. */
export function withDetail(workload: Workload, detail: (typeof details)[number]): Workload {
  const pictures = workload.pictures.map((one) => ("tokens" in one ? one : { ...one, detail }));
  return { ...workload, pictures };
}

/** A fault that a change brought in is told where the change stands. */
function placeIn(name: string, changes: Record<string, unknown>, error: WrongSetting): Error {
  const [key = ""] = error.setting.split(/[.[]/);
  return key in changes ? error.under(name) : error;
}
