import { Command } from "commander";
import { WrongSetting } from "../core/settings/setting.ts";

export interface Program {
  run(argv: readonly string[]): Promise<void>;
}

const settings = `
Settings come from the environment, and from farebox.yaml where there is one (environment wins):
  FAREBOX_HOST         address to listen on (127.0.0.1)
  FAREBOX_PORT         port to listen on; 0 takes a free one (8080)
  FAREBOX_DATA         folder of the database (./data)
  FAREBOX_ADMIN_TOKEN  the operator's token; one is made and printed once when absent
  FAREBOX_CONFIG       path of farebox.yaml: providers, models, prices, limits
  FAREBOX_LOG          silent, error, warn, info or debug (info); goes to standard error

Try it without any provider:
  $ npm start                 starts on the built-in sandbox, prints a key and a first call
  $ npm run demo              shows a call being held, metered, stopped and charged
`;

/** Puts the commands together; the program's own faults end in one line and exit code 1. */
export function createProgram(commands: readonly Command[]): Program {
  const program = new Command("farebox")
    .description(
      "A toll gate for multimodal models: holds the money before a request, cuts the\n" +
        "stream when it is gone, charges exactly what was produced.",
    )
    .addHelpText("after", settings)
    .showHelpAfterError("(farebox --help lists the commands)");
  for (const command of commands) program.addCommand(command);
  return {
    async run(argv) {
      try {
        await program.parseAsync([...argv]);
      } catch (error) {
        process.stderr.write(`farebox: ${explain(error)}\n`);
        process.exitCode = 1;
      }
    },
  };
}

function explain(error: unknown): string {
  if (error instanceof WrongSetting) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE") {
    return `${error.message}: another program listens there; set FAREBOX_PORT`;
  }
  return error.message;
}
