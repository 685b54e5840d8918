import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openDescription } from "../doubles/description.ts";
import { startGateway } from "../doubles/gateway.ts";
import { send } from "../doubles/http-client.ts";
import { readPage } from "./pages.ts";

const gateway = await startGateway();
after(() => gateway.close());
const described = await send({ url: `${gateway.url()}/openapi.json` });
const { operations } = openDescription(described.json);

function documented(page: string): readonly string[] {
  return [...readPage(page).matchAll(/^## ((?:GET|POST|PUT|PATCH|DELETE) \/\S+)$/gm)].map(
    (match) => match[1] ?? "",
  );
}

const pages = ["docs/reference/api.md", "docs/reference/admin-api.md"];

test("every endpoint has a section in the reference, and no other has", () => {
  const told = pages.flatMap(documented);
  assert.deepEqual([...told].sort(), [...operations].sort());
});
