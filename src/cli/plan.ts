import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError, Option } from "commander";
import { loadModels } from "../admin/load-catalogue.ts";
import { listNameOf, loadPriceFile, loadPrices } from "../admin/load-prices.ts";
import { listWorkloads, loadWorkload, type WorkloadFile } from "../admin/load-workload.ts";
import { openPriceBook } from "../admin/open-price-book.ts";
import { type Catalogue, createCatalogue } from "../core/catalogue/catalogue.ts";
import { isRecord } from "../core/is-record.ts";
import { compareModels } from "../core/planning/compare-models.ts";
import { type Offer, offerOf } from "../core/planning/offer.ts";
import type { Plan } from "../core/planning/plan.ts";
import { type PlanQuestion, readPlanQuestion } from "../core/planning/read-plan-question.ts";
import { writePlan } from "../core/planning/write-plan.ts";
import { WrongSetting } from "../core/settings/setting.ts";
import { column, leaveWithReader, terminalWidth, wholeNumber } from "./operator-command.ts";
import { renderMarkdown, renderTerminal } from "./plan-rendering.ts";
import { reportPlan } from "./plan-report.ts";
import { formatTable } from "./table.ts";

interface Options {
  readonly list: string;
  readonly models?: readonly string[];
  readonly compare?: readonly string[];
  readonly whatIf?: Readonly<Record<string, unknown>>;
  readonly seed?: number;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

const data = fileURLToPath(new URL("../../data/", import.meta.url));

const examples = `
Examples:
  $ farebox plan
  $ farebox plan tagging
  $ farebox plan mine.yaml --list provider --what-if detail=low,max_tokens=200
  $ farebox plan tagging --models my-model,another --compare my-model,another

Without a workload it lists those that ship. Needs no running gateway. CALL is
what a call costs on average; nineteen in twenty cost P95 at most. OUT is the
share of the answer in it. Bars show a month: shaded text, pictures, then solid
the answer. Amounts are rounded to four digits; --json has all of them.
`;

/** `farebox plan`: what a workload would cost, model by model, and what would make it cheaper. */
export function planCommand(): Command {
  return new Command("plan")
    .hook("preAction", leaveWithReader)
    .summary("which model, what will it cost, and what makes it cheaper")
    .description("Reckons what a workload costs on each model, before the first call.")
    .argument("[workload]", "a file, or the name of one that ships")
    .option("--list <name>", "flat, provider, or the path of a price file", "flat")
    .option("--models <ids>", "only these, with commas between them; all for every one", readNames)
    .option("--compare <ids>", "two models: from which length on which is cheaper", readNames)
    .option("--what-if <changes>", "such as detail=low,max_tokens=200", readChanges)
    .option("--seed <number>", "another sample of the same workload", wholeNumber(0, 2 ** 32 - 1))
    .option("--json", "print everything as JSON")
    .addOption(new Option("--markdown", "print the tables as Markdown").conflicts("json"))
    .addHelpText("after", examples)
    .action((named: string | undefined, options: Options) => {
      process.stdout.write(named === undefined ? listShipped() : runPlan(named, options));
    });
}

function readNames(text: string): readonly string[] {
  return text.split(",").map((name) => name.trim());
}

/** Numbers are numbers, everything else is a word; what may be changed is for the reader to say. */
function readChanges(text: string): Readonly<Record<string, unknown>> {
  const changes = text.split(",").map((part): readonly [string, unknown] => {
    const [, name = "", value = ""] = /^\s*([a-z_]+)=(\S+)\s*$/.exec(part) ?? [];
    if (name === "") {
      throw new InvalidArgumentError("Changes look like detail=low,max_tokens=200.");
    }
    return [name, /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value];
  });
  return Object.fromEntries(changes);
}

function listShipped(): string {
  const rows = listWorkloads(`${data}workloads`).map(({ name, path }) => {
    const { value } = loadWorkload(path, data);
    return { name, about: isRecord(value) ? value["about"] : "" };
  });
  const columns = [column("WORKLOAD", "name"), column("WHAT IT IS", "about", { flexible: true })];
  const hint = "\nfarebox plan NAME plans one of them, farebox plan FILE one of your own.\n";
  return formatTable(columns, rows, terminalWidth()) + hint;
}

function runPlan(named: string, options: Options): string {
  const catalogue = createCatalogue(loadModels(`${data}models`));
  const file = loadWorkload(named, `${data}workloads`);
  const given = givenOptions(options);
  try {
    const question = readPlanQuestion(putOver(file.value, given), catalogue);
    const plan = compareModels({ ...question, ...openOffers(question, options.list, catalogue) });
    return render(plan, options);
  } catch (error) {
    throw error instanceof WrongSetting ? explain(error, file, given) : error;
  }
}

function render(plan: Plan, options: Options): string {
  if (options.json === true) return `${JSON.stringify(writePlan(plan))}\n`;
  const report = reportPlan(plan, options.list);
  return options.markdown === true
    ? renderMarkdown(report)
    : renderTerminal(report, terminalWidth());
}

/** What the command line says in place of the file. */
function givenOptions({ models, compare, whatIf, seed }: Options): Record<string, unknown> {
  return {
    ...(models === undefined ? {} : { models }),
    ...(compare === undefined ? {} : { compare }),
    ...(whatIf === undefined ? {} : { what_if: whatIf }),
    ...(seed === undefined ? {} : { seed }),
  };
}

function putOver(value: unknown, given: Record<string, unknown>): unknown {
  if (!isRecord(value)) return value;
  const { models, ...others } = { ...value, ...given };
  const isAll = Array.isArray(models) && models.join() === "all";
  return models === undefined || isAll ? others : { ...others, models };
}

/** A fault by its line in the file, or by its option. */
function explain(fault: WrongSetting, file: WorkloadFile, given: Record<string, unknown>): Error {
  const { setting, seen, allowed } = fault;
  const [top = ""] = setting.split(/[.[]/);
  const place =
    top in given
      ? `--${setting.replace("_", "-")}`
      : `${file.path}:${file.lineOf(setting)}: ${setting}`;
  return new Error(`${place} is ${seen}; allowed: ${allowed}`);
}

interface Offers {
  readonly offers: readonly Offer[];
  readonly others: readonly Offer[];
}

function openOffers({ workload, compare }: PlanQuestion, list: string, all: Catalogue): Offers {
  const name = existsSync(list) ? listNameOf(list) : list;
  const own = existsSync(list) ? loadPriceFile(list) : [];
  const book = openPriceBook([...loadPrices(`${data}prices`), ...own]);
  if (book.versions(name).length === 0) {
    const known = book.lists().join(", ");
    throw new Error(`there is no price list "${list}"; allowed: ${known}, or the path of a file`);
  }
  const at = Date.now();
  const offerFor = (id: string): readonly Offer[] => {
    const [model, price] = [all.find(id), book.priceAt(name, id, at)];
    return model === null || price === null ? [] : [offerOf(model, price, { at })];
  };
  const wanted = [...(workload.models ?? all.models.map(({ id }) => id)), ...(compare ?? [])];
  const { describedBy } = workload;
  const offers = [...new Set(wanted)].flatMap(offerFor);
  const priced = new Set(offers.map(({ model }) => model));
  const unpriced = (workload.models ?? []).filter((id) => !priced.has(id));
  if (unpriced.length > 0) throw new Error(`no price on ${list} for ${unpriced.join(", ")}`);
  return { offers, others: describedBy === null ? [] : offerFor(describedBy) };
}
