import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startGateway } from "../doubles/gateway.ts";
import { send } from "../doubles/http-client.ts";
import { readPage, root } from "./pages.ts";

const folder = "src/http/routes";

/** `METHOD /path` of every registered route, with `{id}` for a step that varies. */
function registered(): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .flatMap((path) => [
      ...readPage(join(folder, path)).matchAll(
        /app\.(get|post|put|patch|delete)(?:<[^(]*>)?\(\s*"(\/[^"]*)"/g,
      ),
    ])
    .map(([, method = "", path = ""]) => `${method.toUpperCase()} ${plainPath(path)}`)
    .sort();
}

function plainPath(path: string): string {
  return path.replaceAll(/:\w+|\*/g, "{id}");
}

function documented(page: string): readonly string[] {
  return [...readPage(page).matchAll(/^## ((?:GET|POST|PUT|PATCH|DELETE) \/\S+)$/gm)].map(
    (match) => match[1] ?? "",
  );
}

const pages = ["docs/reference/api.md", "docs/reference/admin-api.md"];

test("every endpoint has a section in the reference, and no other has", () => {
  const told = pages.flatMap(documented);
  assert.deepEqual([...told].sort(), registered());
});

test("the running gateway knows every endpoint of the reference", async (context) => {
  const gateway = await startGateway();
  context.after(() => gateway.close());
  for (const endpoint of pages.flatMap(documented)) {
    const [method = "", path = ""] = endpoint.split(" ");
    const url = gateway.url() + path.replaceAll("{id}", "nobody");
    const { text } = await send({ url, method, token: gateway.adminToken });
    assert.doesNotMatch(text, /"There is no \w+ \/\S+ here\."/, endpoint);
  }
});
