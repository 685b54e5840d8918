import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { refusals } from "../../src/core/refusal.ts";
import { openDescription } from "../doubles/description.ts";
import { startGateway } from "../doubles/gateway.ts";
import { send } from "../doubles/http-client.ts";
import { operate } from "../doubles/operator.ts";

const execute = promisify(execFile);
const gateway = await startGateway();
after(() => gateway.close());
const customer = await operate(gateway).customer();
const get = (path: string) => send({ url: gateway.url() + path });
const page = await get("/docs/reference");
const { document, operations } = openDescription((await get("/openapi.json")).json);
const ids = new Set([...page.text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));

test("the page has every endpoint, schema and refusal of the description", () => {
  const text = JSON.stringify(document);
  const names = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, name]) => name ?? "");
  assert.equal(names.length, operations.length);
  const schemas = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
  const wanted = [
    ...names,
    ...schemas.map((name) => `schema-${name}`),
    ...Object.keys(refusals).map((code) => `refusal-${code}`),
  ];
  for (const id of wanted) assert(ids.has(id), id);
});

test("each link within the page leads somewhere", () => {
  const links = [...page.text.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id ?? "");
  assert(links.length > 100, "it has links");
  for (const id of links) assert(ids.has(id), id);
});

test("its calls in cURL work as they stand", async () => {
  const found = [
    ...page.text.matchAll(/<figcaption>cURL<\/figcaption>\s*<pre[^>]*><code>(.*?)<\/code>/gs),
  ]
    .map(([, code = ""]) => plain(code))
    // Those that name a thing of the reader's own need it; so do bodies with an id in them.
    .filter((code) => !/\$(ID|ACCOUNT_ID|MODEL)|"\w+_id":|\/console\/v1\//.test(code));
  assert(found.length >= 15, "there are calls");
  const environment = {
    PATH: process.env["PATH"] ?? "",
    GATEWAY: gateway.url(),
    API_KEY: customer.secret,
    ADMIN_TOKEN: gateway.adminToken,
    // What a query asks for.
    ...{ MODEL: "gpt-4o", WIDTH: "1280", HEIGHT: "720" },
  };
  for (const code of found) {
    const command = `${code} -s -o /dev/null -w '%{http_code}'`;
    const { stdout } = await execute("sh", ["-c", command], { env: environment, timeout: 20_000 });
    assert.match(stdout, /^20[01]$/, code);
  }
});

function plain(markup: string): string {
  return markup
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
