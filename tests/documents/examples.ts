import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Gateway } from "../doubles/gateway.ts";
import type { Customer } from "../doubles/operator.ts";
import { root } from "./pages.ts";

const execute = promisify(execFile);

/** What an example finds in its environment. */
type ExampleEnvironment = Readonly<Record<string, string>>;

/** The environment that the pages tell a reader to have. */
export function callerOf(gateway: Gateway, customer: Customer): ExampleEnvironment {
  return {
    // The same runtime as the tests', where an example calls `node`.
    PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
    OPENAI_BASE_URL: `${gateway.url()}/v1`,
    OPENAI_API_KEY: customer.secret,
    ANTHROPIC_BASE_URL: gateway.url(),
    ANTHROPIC_API_KEY: customer.secret,
    GOOGLE_GEMINI_BASE_URL: gateway.url(),
    GEMINI_API_KEY: customer.secret,
    GATEWAY: gateway.url(),
    ADMIN_TOKEN: gateway.adminToken,
    FAREBOX_DATA: join(gateway.folder, "data"),
  };
}

/** Runs a file of examples/ in the project's folder, as a reader would; at most a minute. */
export async function runExample(
  program: string,
  file: string,
  environment: ExampleEnvironment,
): Promise<{ readonly printed: string }> {
  const { stdout } = await execute(program, [file], {
    cwd: root,
    env: environment,
    timeout: 60_000,
  });
  return { printed: stdout };
}
