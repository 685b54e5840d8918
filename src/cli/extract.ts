import { basename, extname, join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { type PageRange, readPageRanges } from "../core/extraction/page-ranges.ts";
import { limits } from "../core/limits.ts";
import { type Picodollars, parseDollars } from "../core/money/picodollars.ts";
import type { Environment } from "./admin-client.ts";
import type { ExtractOrder, ExtractParts } from "./extract/run-extraction.ts";
import { leaveWithReader, wholeNumber } from "./operator-command.ts";

interface Options {
  readonly schema: string;
  readonly model: string;
  readonly budget: Picodollars;
  readonly out?: string;
  readonly pages?: readonly PageRange[];
  readonly maxTokens: number;
  readonly detail?: string;
  readonly instructions?: string;
  readonly parallel: number;
  readonly again?: boolean;
  readonly sandbox?: boolean;
  readonly url?: string;
  readonly key?: string;
}

const examples = `
Examples:
  $ farebox extract report.pdf --schema page.json --model gpt-4o --budget 2.00
  $ farebox extract report.pdf --schema page.json --model gpt-4o --budget 2.00 \\
      --pages 1-10,40- --instructions "Amounts are in euros."
  $ farebox extract report.pdf --schema page.json --model gpt-4o --budget 1.00 \\
      --sandbox

Each page becomes a picture, 1024 pixels wide, and one line of JSON:
  {"page": 1, "data": {…}, "cost": "0.0123", "tokens": {…}, "id": "…", …}

The budget is what all runs for one output may cost together. The same command
again goes on where it ended, after Ctrl-C as after a crash, and pays for no
answer twice. Without a gateway at the usual address a sandbox answers.
`;

const { extractParallelMax, extractParallelDefault, extractTokensDefault } = limits;

/** `farebox extract`: what the pages of a PDF say, as JSON, within a budget. */
export function extractCommand(parts: ExtractParts, environment: Environment): Command {
  return new Command("extract")
    .hook("preAction", leaveWithReader)
    .summary("read the pages of a PDF into JSON, within a budget")
    .description(
      "Reads the pages of a PDF into JSON Lines that fit a JSON Schema. The budget is a promise: " +
        "no call is made that might exceed it.",
    )
    .argument("<document>", "a PDF")
    .requiredOption("--schema <file>", "what to read from each page, as a JSON Schema")
    .requiredOption("--model <id>", "which model; it must take pictures")
    .requiredOption("--budget <dollars>", "the most that it may cost, such as 2.00", readBudget)
    .option("--out <file>", "where to; - for standard output (beside the PDF, as .jsonl)")
    .option("--pages <list>", "which pages, such as 1-10,15,40- (all)", readPages)
    .option(
      "--max-tokens <number>",
      "output tokens of one page",
      wholeNumber(1, limits.tokensMax),
      extractTokensDefault,
    )
    .option("--instructions <words>", "what else to tell the model", readInstructions)
    .addOption(new Option("--detail <word>", "of the pictures").choices(["auto", "low", "high"]))
    .option(
      "--parallel <number>",
      `pages at once, at most ${extractParallelMax}`,
      wholeNumber(1, extractParallelMax),
      extractParallelDefault,
    )
    .option("--again", "pay anew for pages whose answers did not fit, or are lost")
    .addOption(gatewayOption("--url <address>", "where it is; else FAREBOX_URL, OPENAI_BASE_URL"))
    .addOption(gatewayOption("--key <key>", "a caller's key; else OPENAI_API_KEY"))
    .addOption(gatewayOption("--sandbox", "none: a sandbox of its own answers, free of charge"))
    .addHelpText("after", examples)
    .action(async (document: string, options: Options) => {
      const { runExtraction } = await import("./extract/run-extraction.ts");
      process.exitCode = await runExtraction(parts, orderOf(document, options), environment);
    });
}

function orderOf(document: string, options: Options): ExtractOrder {
  const { detail, instructions, pages, again, sandbox, url, key } = options;
  return {
    ...options,
    document,
    out: options.out ?? besideOf(document),
    pages: pages ?? null,
    detail: detail ?? null,
    instructions: instructions ?? null,
    again: again ?? false,
    sandbox: sandbox ?? false,
    url,
    key,
    command: repeatCommand(process.argv.slice(2)),
  };
}

function gatewayOption(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup("The gateway:");
}

/** `scans/report.pdf` is read into `scans/report.jsonl`. */
function besideOf(document: string): string {
  const name = basename(document, extname(document));
  return join(document, "..", `${name}.jsonl`);
}

function readBudget(text: string): Picodollars {
  const budget = parseDollars(text);
  if (budget !== null && budget > 0n && budget <= limits.movementMax) return budget;
  throw new InvalidArgumentError("Dollars such as 2.00 are allowed, more than none.");
}

function readPages(text: string): readonly PageRange[] {
  const ranges = readPageRanges(text);
  if (ranges !== null) return ranges;
  throw new InvalidArgumentError("Pages such as 3, 1-10, 1-10,15 or 40- are allowed, from 1 on.");
}

function readInstructions(text: string): string {
  if (text.trim() !== "" && text.length <= limits.extractInstructionsMax) return text;
  throw new InvalidArgumentError(`1 to ${limits.extractInstructionsMax} characters are allowed.`);
}

/** The command line for a shell, without the secret, and without what pays anew. */
function repeatCommand(words: readonly string[]): string {
  const shown = words.flatMap((word, index) => {
    if (word === "--again") return [];
    if (words[index - 1] === "--key") return ["…"];
    return [word.startsWith("--key=") ? "--key=…" : quote(word)];
  });
  return ["farebox", ...shown].join(" ");
}

function quote(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
