import type { Command } from "commander";
import type { Environment } from "./admin-client.ts";
import {
  column,
  groupCommand,
  listCommand,
  type OperatorOptions,
  operatorCommand,
  type PageOptions,
  printAnswer,
  printPage,
} from "./operator-command.ts";
import { pricesCheckCommand } from "./prices-check.ts";
import { pricesDiffCommand } from "./prices-diff.ts";
import { pricesImportCommand } from "./prices-import.ts";

const examples = `
Examples:
  $ farebox prices list --model my-model
  $ farebox prices publish --list flat --model my-model --from 2027-01-01 \\
      --input 2.60 --output 10.40 --source "agreed with sales"
  $ farebox prices publish --list mine --model my-model --source us \\
      --input text=2.50,cached=1.25 --output 10.00
  $ farebox prices diff
  $ farebox prices check
  $ farebox prices import api.json --models my-model > mine.yaml

Prices are dollars per million tokens. What is published is never edited: a new
price is a new version, in force from its instant on.
`;

const columns = [
  column("MODEL", "model", { flexible: true }),
  column("LIST", "list", { flexible: true }),
  column("FROM", "effective_from", { cell: showStart }),
  column("IN", "price.input.text", { right: true }),
  column("OUT", "price.output.text", { right: true }),
  column("IMAGE OUT", "price.output.image", { right: true }),
  column("NOW", "current"),
];

/** `farebox prices`: what models cost, version by version. */
export function pricesCommand(environment: Environment): Command {
  return groupCommand(
    "prices",
    [
      list(environment),
      publish(environment),
      pricesDiffCommand(),
      pricesCheckCommand(),
      pricesImportCommand(),
    ],
    examples,
  )
    .summary("what models cost, version by version")
    .description("Price lists: their versions, new ones, and how they compare with the cost.");
}

interface ListOptions extends PageOptions {
  readonly model?: string;
  readonly list?: string;
}

function list(environment: Environment): Command {
  return listCommand("list")
    .summary("all versions")
    .option("--model <id>", "only this model")
    .option("--list <name>", "only this list")
    .action(async (options: ListOptions) => {
      const query = { model: options.model, list: options.list };
      await printPage({ path: "/prices", query, columns }, options, environment);
    });
}

interface PublishOptions extends OperatorOptions {
  readonly list: string;
  readonly model: string;
  readonly input: string | Record<string, string>;
  readonly output: string | Record<string, string>;
  readonly source: string;
  readonly from?: string;
}

function publish(environment: Environment): Command {
  return operatorCommand("publish")
    .summary("publish a new version")
    .requiredOption("--list <name>", "flat, provider, or one of your own")
    .requiredOption("--model <id>", "what it is for")
    .requiredOption("--input <price>", "such as 2.50, or text=2.50,cached=1.25", readSide)
    .requiredOption("--output <price>", "such as 10.00, or text=3.00,image=60.00", readSide)
    .requiredOption("--source <text>", "where it is published, or who set it")
    .option("--from <when>", "a day or an instant, UTC; else at once")
    .action(async (options: PublishOptions) => {
      const { list: name, model, input, output, source, from: effective_from } = options;
      const body = { list: name, model, price: { input, output }, source, effective_from };
      await printAnswer({ path: "/prices", body }, options, environment);
    });
}

/** One price for a side, or one by modality; the gateway says what it thinks of them. */
function readSide(text: string): string | Record<string, string> {
  if (!text.includes("=")) return text;
  return Object.fromEntries(
    text.split(",").map((part) => {
      const [name = "", price = ""] = part.split("=");
      return [name.trim(), price.trim()];
    }),
  );
}

/** The day, where the version begins with one; else the instant. */
function showStart(row: unknown): unknown {
  const from = typeof row === "object" && row !== null ? Reflect.get(row, "effective_from") : null;
  return String(from).replace(/T00:00:00\.000Z$/, "");
}
