import { Command, InvalidArgumentError, Option } from "commander";

/** What the command opens; the program's `openSandbox` is handed in where it is put together. */
type OpenSandbox = (settings: {
  readonly host: string;
  readonly port: number;
  readonly tokensPerSecond: number;
  readonly firstTokenMs: { readonly min: number; readonly max: number };
}) => Promise<{ readonly url: string; close(): Promise<void> }>;

interface Options {
  readonly host: string;
  readonly port: number;
  readonly tokensPerSecond: number;
  readonly firstTokenMs: { readonly min: number; readonly max: number };
}

/**
 * `farebox sandbox`. Prints `sandbox ready http://HOST:PORT` when it accepts requests, and sends
 * `{ url }` to a parent that forked it with an IPC channel; ends on SIGINT, SIGTERM, and when
 * that channel closes, so that it never outlives its gateway.
 */
export function sandboxCommand(open: OpenSandbox): Command {
  return new Command("sandbox")
    .summary("run the built-in upstream, without network or keys")
    .description(
      "Runs the sandbox: an upstream of its own that needs no network and no provider key. " +
        "It speaks a provider's chat wire, measures the pictures it is sent and describes " +
        "them, counts tokens by the model's rules, and keeps a meter of what it produced at " +
        "GET /meter. `farebox start` brings one along when no provider is configured.",
    )
    .addOption(new Option("--host <address>", "loopback address to listen on").default("127.0.0.1"))
    .addOption(
      new Option("--port <number>", "port to listen on; 0 takes a free one")
        .default(9101)
        .argParser(wholeNumber(0, 65_535)),
    )
    .addOption(
      new Option("--tokens-per-second <number>", "pace of an answer; 0 is as fast as possible")
        .default(100)
        .argParser(wholeNumber(0, 100_000)),
    )
    .addOption(
      new Option("--first-token-ms <min-max>", "wait for the first token, by picture size, in ms")
        .default({ min: 400, max: 800 }, "400-800")
        .argParser(range),
    )
    .addHelpText("after", examples)
    .action((options: Options) => run(open, options));
}

const examples = `
Examples:
  $ farebox sandbox
  $ farebox sandbox --port 9200 --tokens-per-second 0 --first-token-ms 0-0
  $ curl http://127.0.0.1:9101/v1/chat/completions \\
      -H 'content-type: application/json' \\
      -d '{"model":"any","messages":[{"role":"user","content":"Hello"}]}'
  $ curl http://127.0.0.1:9101/meter        what it produced, call by call

Faults on request: a line "!sandbox status=500 times=2" in a message makes the
first two calls fail. docs/guides/sandbox.md lists them all.
`;

async function run(open: OpenSandbox, options: Options): Promise<void> {
  const sandbox = await open(options);
  const stop = () => void sandbox.close().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  if (process.send !== undefined) {
    process.once("disconnect", stop);
    process.send({ url: sandbox.url });
  }
  process.stdout.write(`sandbox ready ${sandbox.url}\n`);
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`A whole number from ${least} to ${most} is allowed.`);
  };
}

function range(text: string): { readonly min: number; readonly max: number } {
  const [, low, high] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text) ?? [];
  const min = Number(low ?? -1);
  const max = Number(high ?? low ?? -1);
  if (min >= 0 && max >= min && max <= 600_000) return { min, max };
  throw new InvalidArgumentError("Milliseconds such as 400-800 or 500 are allowed.");
}
