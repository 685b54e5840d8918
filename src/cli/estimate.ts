import { Command, InvalidArgumentError, Option } from "commander";
import { limits } from "../core/limits.ts";
import {
  type AdminClient,
  type AdminReply,
  type Environment,
  given,
  openCallerClient,
} from "./admin-client.ts";
import { at } from "./at.ts";
import { type BodyChanges, changeBody, readEstimateBody } from "./estimate-body.ts";
import { formatAlternatives, formatEstimate } from "./estimate-report.ts";
import { leaveWithReader, printJson, step, wholeNumber } from "./operator-command.ts";

interface Options {
  readonly model?: string;
  readonly text?: string;
  readonly body?: string;
  readonly detail?: string;
  readonly maxTokens?: number;
  readonly whatIf?: readonly Change[];
  readonly url?: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** What `--what-if` asks for. */
interface Change {
  readonly written: string;
  readonly changes: BodyChanges;
}

const details = ["auto", "low", "high", "original"];

const examples = `
Examples:
  $ farebox estimate --model gpt-4o scan.png --text "What does it say?"
  $ farebox estimate --model gpt-4o scans/ https://example.com/a.jpg
  $ farebox estimate --body request.json --what-if detail=low

A folder stands for the pictures that lie in it. Addresses are fetched by the
gateway. Nothing is sent to a provider, held or charged.

TOKENS is what is expected, BOUND the most under every reading of the provider's
rule; the hold rests on the bound. MORE is what a change may cost more, at most.
`;

/** `farebox estimate`: what a call would cost, before it is made. */
export function estimateCommand(environment: Environment): Command {
  return new Command("estimate")
    .hook("preAction", leaveWithReader)
    .summary("what a call would cost, picture by picture")
    .description("Asks a running gateway what a call would cost, picture by picture.")
    .argument("[pictures...]", "files, folders and http(s) addresses")
    .option("--model <id>", "which model; else that of --body")
    .option("--text <words>", "what is said along with the pictures")
    .addOption(new Option("--body <file>", "a whole request, as JSON").conflicts("text"))
    .addOption(new Option("--detail <word>", "of every picture").choices(details))
    .option("--max-tokens <number>", "the output limit", wholeNumber(1, limits.tokensMax))
    .option("--what-if <change>", "detail=…, model=… or max-tokens=…; may repeat", addChange)
    .option("--json", "print what the API answers, as it is")
    .addOption(gatewayOption("--url <address>", "where it is; else FAREBOX_URL"))
    .addOption(gatewayOption("--key <key>", "a caller's key; else OPENAI_API_KEY"))
    .addHelpText("after", examples)
    .action((pictures: readonly string[], options: Options, command: Command) => {
      if (options.body !== undefined && pictures.length > 0) {
        command.error("error: --body has its own pictures: name either it or them");
      }
      return run(pictures, options, environment);
    });
}

function gatewayOption(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup("The gateway:");
}

function addChange(written: string, before: readonly Change[] = []): readonly Change[] {
  const [, name = "", value = ""] = /^([a-z-]+)=(.+)$/.exec(written) ?? [];
  return [...before, { written, changes: readChange(name, value) }];
}

function readChange(name: string, value: string): BodyChanges {
  if (name === "detail" && details.includes(value)) return { detail: value };
  if (name === "model") return { model: value };
  if (name === "max-tokens") return { maxTokens: wholeNumber(1, limits.tokensMax)(value) };
  throw new InvalidArgumentError(
    `Allowed are detail=${details.join("|")}, model=ID and max-tokens=NUMBER.`,
  );
}

async function run(
  pictures: readonly string[],
  options: Options,
  environment: Environment,
): Promise<void> {
  const { model, text, body: path, detail, maxTokens } = options;
  const changes = {
    ...(model === undefined ? {} : { model }),
    ...(detail === undefined ? {} : { detail }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
  const client = openClient(options, environment);
  const { body, names } = readEstimateBody({ pictures, text, body: path, changes });
  const reply = await client.send({ path: "/estimate", body });
  const others: Answered[] = [];
  for (const { written, changes: asked } of options.whatIf ?? []) {
    const changed = changeBody(body, asked);
    others.push({
      change: written,
      reply: await client.send({ path: "/estimate", body: changed }),
    });
  }
  if (options.json === true) return printAnswers(reply, others);

  const estimate = reply.json;
  const told = await client.send({ path: modelPath(estimate) });
  process.stdout.write(formatEstimate({ estimate, model: told.json, names }));
  if (others.length === 0) return;
  const alternatives = others.map((one) => ({ change: one.change, estimate: one.reply.json }));
  process.stdout.write(formatAlternatives(estimate, alternatives));
}

interface Answered {
  readonly change: string;
  readonly reply: AdminReply;
}

function openClient({ url, key }: Options, environment: Environment): AdminClient {
  const secret = key ?? given(environment, "OPENAI_API_KEY");
  const remedy = "set OPENAI_API_KEY or --key";
  if (secret === null) throw new Error(`no key: ${remedy}`);
  if (!/^[\x21-\x7e]+$/.test(secret)) {
    throw new Error("the key must be printable characters without spaces");
  }
  return openCallerClient({ url, key: secret, unknown: `key; ${remedy}` }, environment);
}

function modelPath(estimate: unknown): string {
  return `/models/${String(at(estimate, "model")).split("/").map(step).join("/")}`;
}

/** The answer to the byte; with alternatives, each answer to the byte inside one object. */
function printAnswers(reply: AdminReply, others: readonly Answered[]): void {
  if (others.length === 0) {
    printJson(reply);
    return;
  }
  const inner = others.map(
    (one) => `{"change":${JSON.stringify(one.change)},"estimate":${one.reply.text}}`,
  );
  const text = `{"estimate":${reply.text},"what_if":[${inner.join(",")}]}`;
  printJson({ text, json: null });
}
