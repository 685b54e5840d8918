import { existsSync } from "node:fs";
import type { TestContext } from "node:test";

/**
 * The path of a Python interpreter that has the official `openai` package, for tests that show a
 * Python client. Where `npm test` could set none up, the test is left out with its reason and null
 * is answered: return at once. In a run that must be whole (`CI=true`), that counts as a failure.
 */
export function requirePython(context: TestContext): string | null {
  const path = process.env["FAREBOX_TEST_PYTHON"];
  if (path !== undefined && existsSync(path)) return path;
  const reason = process.env["FAREBOX_TEST_PYTHON_ABSENT"];
  context.skip(reason ?? "FAREBOX_TEST_PYTHON names no interpreter; run it through npm test");
  return null;
}
