import { join } from "node:path";
import { Command } from "commander";
import type { Settings } from "../core/settings/settings.ts";
import { firstCall } from "./first-call.ts";

/** What the command needs of the program. */
export interface StartParts {
  readonly loadSettings: () => Settings;
  readonly startGateway: (settings: Settings) => Promise<Started>;
}

export interface Started {
  readonly url: string;
  readonly newAdminToken: string | null;
  readonly newDemoAccount: { readonly accountId: string; readonly secret: string } | null;
  readonly sandbox: boolean;
  close(): Promise<void>;
}

const examples = `
Examples:
  $ farebox start
  $ FAREBOX_PORT=9000 FAREBOX_DATA=/var/lib/farebox farebox start
  $ FAREBOX_CONFIG=/etc/farebox.yaml farebox start

Without a provider in farebox.yaml every model is served by the built-in
sandbox. SIGTERM or Ctrl-C ends it: running calls get 30 seconds to finish and
are charged.
`;

/** `farebox start`: prints what a newcomer needs, then one line when it accepts requests. */
export function startCommand(parts: StartParts): Command {
  return new Command("start")
    .summary("start the gateway")
    .description("Starts the gateway. Prints `farebox ready http://HOST:PORT` when it serves.")
    .addHelpText("after", examples)
    .action(async () => {
      const settings = parts.loadSettings();
      const started = await parts.startGateway(settings);
      stopOnSignals(started);
      greet(started, settings.dataFolder);
    });
}

function stopOnSignals(started: Started): void {
  let stopping = false;
  const stop = (signal: string): void => {
    // The second signal doesn't wait; what it leaves open is recovered at the next start.
    if (stopping) process.exit(1);
    stopping = true;
    process.stdout.write(`farebox stopping (${signal}): letting running calls finish\n`);
    started.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`farebox: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  // Whoever forked it with a channel has ended, one way or another.
  if (process.send !== undefined) process.once("disconnect", () => stop("disconnect"));
}

function greet(started: Started, dataFolder: string): void {
  const lines: string[] = [];
  if (started.newAdminToken !== null) {
    lines.push(`Admin token (shown this once): ${started.newAdminToken}`, "");
  }
  if (started.newDemoAccount !== null) {
    const { secret } = started.newDemoAccount;
    lines.push(
      "A demo account with $5.00 is ready. Its key (shown this once):",
      "",
      `  ${secret}`,
      "",
      "Your first call, with a picture, answered by the built-in sandbox:",
      "",
      `  ${firstCall({ url: started.url, key: secret })}`,
      "",
      "What it cost:",
      "",
      `  curl ${started.url}/v1/balance -H 'authorization: Bearer ${secret}'`,
      "",
      `The console, where an operator signs in with the admin token: ${started.url}/`,
      "",
    );
  } else if (started.sandbox) {
    lines.push(
      "The sandbox answers; the demo key was shown at the first start. To begin again with a",
      `new one, stop the gateway and delete ${join(dataFolder, "farebox.sqlite")}*.`,
      "",
    );
  }
  lines.push(`farebox ready ${started.url}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}
