import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { loadModels } from "../admin/load-catalogue.ts";
import { loadPrices } from "../admin/load-prices.ts";
import { openPriceBook } from "../admin/open-price-book.ts";
import { createCatalogue } from "../core/catalogue/catalogue.ts";
import { formatRate } from "../core/money/rate.ts";
import { comparePrices } from "../core/pricing/compare-prices.ts";
import { providerList } from "../core/pricing/lists.ts";
import { column, terminalWidth } from "./operator-command.ts";
import { printPackageDifferences } from "./prices-package.ts";
import { formatTable } from "./table.ts";

interface Options {
  readonly model?: string;
  readonly all?: boolean;
  readonly json?: boolean;
  /** The list to put beside the package's prices. */
  readonly package?: string;
}

/** One rate of one model, as it is printed. */
interface Row {
  readonly model: string;
  readonly rate: string;
  readonly flat: string;
  readonly provider: string;
  /** Two decimals; null where the provider charges nothing. */
  readonly ratio: string | null;
  readonly below_cost: boolean;
}

const flatList = "flat";
const data = fileURLToPath(new URL("../../data/", import.meta.url));

const examples = `
Examples:
  $ farebox prices diff
  $ farebox prices diff --all --json
  $ farebox prices diff --package provider

Compares the lists that ship, and needs no running gateway. A ratio of 20.00
means that what is sold costs a twentieth of its price; "below cost" marks what
is sold at a loss. --package needs npm install @pydantic/genai-prices, which is
no better a source than ours: where the two part, look at the provider's page.
`;

const columns = [
  column("MODEL", "model", { flexible: true }),
  column("RATE", "rate"),
  column("FLAT", "flat", { right: true }),
  column("PROVIDER", "provider", { right: true }),
  column("RATIO", "ratio", { right: true }),
  column("", "mark", { cell: (row) => (isBelowCost(row) ? "below cost" : "") }),
];

/** `farebox prices diff`: what is charged beside what it costs. */
export function pricesDiffCommand(): Command {
  return new Command("diff")
    .summary("the flat list beside what providers charge")
    .description("The flat list beside what providers charge, in dollars per million tokens.")
    .option("--model <id>", "only this model")
    .option("--all", "also models that cost the same on both")
    .option("--package <list>", "a list beside the package genai-prices instead")
    .option("--json", "print the rows as JSON")
    .addHelpText("after", examples)
    .action(async (options: Options) => {
      if (options.package !== undefined) {
        await printPackageDifferences(options.package, options.json === true);
        return;
      }
      const compared = compareLists(options.model);
      const shown = options.all === true || options.model !== undefined;
      const rows = shown
        ? compared.rows
        : compared.rows.filter(({ model }) => compared.own.has(model));
      if (options.json === true) {
        process.stdout.write(`${JSON.stringify({ data: rows })}\n`);
        return;
      }
      process.stdout.write(formatTable(columns, rows, terminalWidth()));
      const same = new Set(compared.rows.map(({ model }) => model)).size - compared.own.size;
      if (shown || same === 0) return;
      process.stdout.write(`\n${same} more models cost the same on both; --all shows them.\n`);
    });
}

interface Compared {
  readonly rows: readonly Row[];
  /** The models that the flat list prices itself. */
  readonly own: ReadonlySet<string>;
}

function compareLists(only: string | undefined): Compared {
  const catalogue = createCatalogue(loadModels(`${data}models`));
  const book = openPriceBook(loadPrices(`${data}prices`));
  const now = Date.now();
  const asked = only === undefined ? null : catalogue.find(only);
  if (only !== undefined && asked === null) throw new Error(`there is no model "${only}"`);
  const models = asked === null ? catalogue.models : [asked];
  const rows = models.flatMap((model): Row[] => {
    const price = book.priceAt(flatList, model.id, now)?.price;
    const cost = book.priceAt(providerList, model.id, now)?.price;
    if (price === undefined || cost === undefined) return [];
    return comparePrices(model, price, cost).map((row) => ({
      model: model.id,
      rate: row.rate,
      flat: formatRate(row.price),
      provider: formatRate(row.cost),
      ratio: row.ratioHundredths === null ? null : formatHundredths(row.ratioHundredths),
      below_cost: row.belowCost,
    }));
  });
  const own = book.versions(flatList).map(({ model }) => model);
  const present = new Set(rows.map(({ model }) => model));
  return { rows, own: new Set(own.filter((model) => present.has(model))) };
}

function formatHundredths(value: bigint): string {
  return `${value / 100n}.${String(value % 100n).padStart(2, "0")}`;
}

function isBelowCost(row: unknown): boolean {
  return typeof row === "object" && row !== null && Reflect.get(row, "below_cost") === true;
}
