import { existsSync } from "node:fs";
import type { TestContext } from "node:test";

/**
 * The path of a Python interpreter that has the official `openai` package, for tests that show a
 * Python client, or of another that the variable names. Where `npm test` could set none up, the
 * test is left out with its reason and null is answered: return at once. In a run that must be
 * whole (`CI=true`), that counts as a failure.
 */
export function requirePython(
  context: TestContext,
  variable = "FAREBOX_TEST_PYTHON",
): string | null {
  const path = process.env[variable];
  if (path !== undefined && existsSync(path)) return path;
  const reason = process.env[`${variable}_ABSENT`];
  context.skip(reason ?? `${variable} names no interpreter; run it through npm test`);
  return null;
}

/** Where Debian's package `chromium` puts it. */
const debiansChromium = "/usr/bin/chromium";

/**
 * The path of a Chromium, for tests that drive a browser: `FAREBOX_TEST_CHROMIUM`, or Debian's.
 * Where there is none, the test is left out with its reason and null is answered: return at once.
 */
export function requireChromium(context: TestContext): string | null {
  const path = process.env["FAREBOX_TEST_CHROMIUM"] ?? debiansChromium;
  if (existsSync(path)) return path;
  context.skip(`there is no browser at ${path}: install Debian's package chromium`);
  return null;
}
