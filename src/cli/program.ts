import { Command, CommanderError } from "commander";
import { WrongSetting } from "../core/settings/setting.ts";

export interface Program {
  run(argv: readonly string[]): Promise<void>;
}

const settings = `
Settings come from the environment, and from farebox.yaml where there is one
(environment wins):
  FAREBOX_HOST         address to listen on (127.0.0.1)
  FAREBOX_PORT         port to listen on; 0 takes a free one (8080)
  FAREBOX_DATA         folder of the database (./data)
  FAREBOX_STORE        the kind of store; there is only one (sqlite)
  FAREBOX_ADMIN_TOKEN  the operator's token; made and printed once when absent
  FAREBOX_CONFIG       path of farebox.yaml: providers, models, prices, limits
  FAREBOX_LOG          silent, error, warn, info or debug (info), to stderr
  FAREBOX_URL          where commands find it (http://127.0.0.1:8080)

Try it without any provider:
  $ npm start      starts on the built-in sandbox, prints a key and a first call
  $ npm run demo   shows a call being held, metered, stopped and charged

Exit code 0 when done, 1 when refused or failed, 2 for wrong usage.
`;

/** Exit code of a command that was called wrongly: nothing was tried. */
const wrongUsage = 2;

/** Puts the commands together; the program's own faults end in one line and exit code 1. */
export function createProgram(commands: readonly Command[]): Program {
  const program = new Command("farebox")
    .description(
      "A toll gate for multimodal models: holds the money before a request, cuts the " +
        "stream when it is gone, charges exactly what was produced.",
    )
    .addHelpText("after", settings);
  for (const command of commands) program.addCommand(command);
  prepare(program);
  return {
    async run(argv) {
      // Whoever reads along, such as `head`, may have read enough.
      process.stdout.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") throw error;
        process.exit();
      });
      try {
        await program.parseAsync([...argv]);
      } catch (error) {
        process.exitCode = readFailure(error);
      }
    },
  };
}

/** What is wrongly used is told by an exception, so that it has an exit code of its own. */
function prepare(command: Command): void {
  // Their arguments are told in their own help.
  command.configureHelp({ subcommandTerm: (child) => child.name() });
  command.exitOverride();
  // Else a command with children takes their options for its own.
  command.enablePositionalOptions();
  command.showHelpAfterError("(add --help for how to use it)");
  for (const child of command.commands) prepare(child);
}

function readFailure(error: unknown): number {
  // Its message, or the help that was asked for, has been printed.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongUsage;
  process.stderr.write(`farebox: ${explain(error)}\n`);
  return 1;
}

function explain(error: unknown): string {
  if (error instanceof WrongSetting) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE") {
    return `${error.message}: another program listens there; set FAREBOX_PORT`;
  }
  return error.message;
}
