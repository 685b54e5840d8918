import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { loadModels } from "../admin/load-catalogue.ts";
import { loadPriceFile, loadPrices } from "../admin/load-prices.ts";
import { checkPrices, type PriceFinding } from "../core/pricing/check-prices.ts";

interface Options {
  readonly staleDays: number;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ farebox prices check
  $ farebox prices check mine.yaml --stale-days 14

Looks over the lists that ship, and over files of your own beside them. Needs no
running gateway. Exit code 1 where a model has no price or two say different
things; what is stale, unsourced or below cost is told, and yours to judge.
`;

const data = fileURLToPath(new URL("../../data/", import.meta.url));

/** Days after which prices should be looked up again: providers change them about monthly. */
const staleDaysUsual = 30;

/** `farebox prices check`: gaps, overlaps, and prices that are stale, unsourced or below cost. */
export function pricesCheckCommand(): Command {
  return new Command("check")
    .summary("gaps, overlaps, and prices that are stale or below cost")
    .description("Looks over all prices for what an operator should see to.")
    .argument("[files...]", "price files of your own")
    .option("--stale-days <days>", "how old a price may grow", readDays, staleDaysUsual)
    .option("--json", "print the findings as JSON")
    .addHelpText("after", examples)
    .action((files: readonly string[], options: Options) => {
      const findings = checkPrices({
        versions: [...loadPrices(`${data}prices`), ...files.flatMap((file) => loadPriceFile(file))],
        models: loadModels(`${data}models`),
        now: Date.now(),
        staleDays: options.staleDays,
      });
      const text = options.json === true ? asJson(findings) : asText(findings);
      process.stdout.write(text);
      if (findings.some(({ kind }) => kind === "gap" || kind === "overlap")) process.exitCode = 1;
    });
}

function readDays(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number of days.");
}

function asJson(findings: readonly PriceFinding[]): string {
  return `${JSON.stringify({ data: findings })}\n`;
}

const words: Readonly<Record<PriceFinding["kind"], string>> = {
  gap: "no price",
  overlap: "overlap",
  stale: "stale",
  unsourced: "unsourced",
  below_cost: "below cost",
};

function asText(findings: readonly PriceFinding[]): string {
  if (findings.length === 0)
    return "Every price is in force, dated, sourced, and above its cost.\n";
  return findings
    .map(({ kind, list, model, detail }) => `${words[kind]}: ${model} on ${list}: ${detail}\n`)
    .join("");
}
