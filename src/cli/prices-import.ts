import { Command } from "commander";
import { importPrices } from "../admin/import-prices.ts";

interface Options {
  readonly from?: string;
  readonly models?: string;
}

const examples = `
Examples:
  $ farebox prices import model_prices_and_context_window.json > mine.yaml
  $ farebox prices import my-model.toml --from 2026-12-01 > mine.yaml
  $ farebox prices import api.json --models my-model,another > mine.yaml

Prints a price file, and on standard error what could not be taken and why.
Every number goes by its own digits: none is rounded. Check what it says before
you charge by it: price_list in farebox.yaml names the file.
`;

/** `farebox prices import`: somebody else's prices as a price file. */
export function pricesImportCommand(): Command {
  return new Command("import")
    .summary("others' prices as a price file")
    .description("Reads LiteLLM's JSON, or models.dev's JSON or TOML, and prints a price file.")
    .argument("<file>", "the file to read")
    .option("--from <day>", "the day from which the prices hold; else today")
    .option("--models <ids>", "only these, with commas between them")
    .addHelpText("after", examples)
    .action((path: string, options: Options) => {
      const effectiveFrom = options.from ?? new Date().toISOString().slice(0, 10);
      const wanted = options.models?.split(",").map((id) => id.trim());
      const models = wanted === undefined ? null : new Set(wanted);
      const { yaml, taken, untaken } = importPrices({ path, effectiveFrom, models });
      process.stdout.write(yaml);
      const lines = untaken.map((line) => `  ${line}\n`).join("");
      const rest = untaken.length === 0 ? "" : `, and could not take:\n${lines.trimEnd()}`;
      process.stderr.write(`farebox: took the prices of ${taken} models${rest}\n`);
      if (taken === 0) process.exitCode = 1;
    });
}
