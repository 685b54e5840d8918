import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { dollars } from "../doubles/dollars.ts";
import { startGateway } from "../doubles/gateway.ts";
import { operate } from "../doubles/operator.ts";
import { callerOf, runExample } from "./examples.ts";
import { blocksOf, readPage, root } from "./pages.ts";

const gateway = await startGateway();
after(() => gateway.close());
const operator = operate(gateway);
const pages = ["README.md", ...pagesIn("docs"), ...pagesIn("docs/guides")];

function pagesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);
}

test("each program in a page is a file of examples/, to the letter", () => {
  const programs = pages.flatMap((page) =>
    blocksOf(readPage(page))
      .filter(({ language }) => ["sh", "python", "js"].includes(language))
      .map((block) => ({ page, ...block })),
  );
  assert(programs.length >= 8, "the pages have programs");
  for (const { page, file, text } of programs) {
    assert(file !== null, `${page} has a program that names no file:\n${text}`);
    assert.equal(text, readPage(file), `${page}: ${file}`);
  }
});

test("each of these files is run by a test", () => {
  const folder = join(root, "tests/documents");
  const tests = readdirSync(folder)
    .filter((name) => /^(examples|guides).*\.test\.ts$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
  const files = new Set(pages.flatMap((page) => blocksOf(readPage(page)).map(({ file }) => file)));
  files.delete(null);
  assert(files.size >= 40, "the pages have programs");
  for (const file of files) assert(tests.includes(`"${file}"`), `${file} is run by a test`);
});

test("first-call.json is what first-call-body.mjs makes of the picture", async () => {
  const kept = JSON.parse(readPage("examples/first-call.json"));
  const picture = readFileSync(join(root, "docs/pictures/toll-gate.png"), "base64");
  assert.equal(kept.messages[0].content[1].image_url.url, `data:image/png;base64,${picture}`);
  assert.deepEqual(
    [kept.model, kept.stream, kept.max_tokens, kept.stream_options],
    ["gemini-3.1-flash-image-preview", true, 300, { include_usage: true }],
  );
});

test("the first call in cURL streams, and its last chunk has the cost", async () => {
  const caller = callerOf(gateway, await operator.customer());
  const { printed } = await runExample("sh", "examples/first-call.sh", caller);
  const events = printed.split("\n\n").filter((event) => event !== "");
  assert.equal(events.at(-1)?.trim(), "data: [DONE]");
  assert.match(events.at(-2) ?? "", /"cost":0\.0\d+/);
  assert(events.length > 100, "it came in pieces");
});

test("the first call in Node.js prints the answer and its cost", async () => {
  const customer = await operator.customer({ balance: "10.00" });
  const { printed } = await runExample(
    "node",
    "examples/first-call.mjs",
    callerOf(gateway, customer),
  );
  assert.match(printed, /1280 by 720 pixels/);
  const cost = /^\d+ tokens, \$(0\.\d+)$/m.exec(printed)?.[1];
  const { posted } = await operator.balance(customer.accountId);
  assert.equal(posted + dollars(cost), dollars("10.00"), "and that is what was charged");
});

test("the packages of other dialects call every model, and their bill is the books'", async () => {
  const customer = await operator.customer({ balance: "10.00" });
  const caller = callerOf(gateway, customer);
  const message = await runExample("node", "examples/first-message.mjs", caller);
  const cost = /^\d+ tokens, \$(0\.\d+)$/m.exec(message.printed)?.[1];
  const { posted } = await operator.balance(customer.accountId);
  assert.equal(posted + dollars(cost), dollars("10.00"));
  const content = await runExample("node", "examples/first-content.mjs", caller);
  assert.match(content.printed, /^\d+ tokens$/m);
});

test("the stop in cURL answers the final bill, and the record keeps it", async () => {
  const caller = callerOf(gateway, await operator.customer());
  const { printed } = await runExample("sh", "examples/stop.sh", caller);
  const bill = JSON.parse(printed);
  assert.equal(bill.status, "cancelled");
  const charge = await runExample("sh", "examples/charge.sh", caller);
  const [record = "", balance = "", ...audit] = charge.printed.split("\n");
  assert.equal(JSON.parse(record).cost, bill.cost);
  assert.equal(JSON.parse(record).client_request_id, "my-call");
  assert.equal(JSON.parse(balance).held, "0.00");
  assert.equal(audit[0], "The books agree.");
});

test("the stop in Node.js prints the final bill, and the stream ends by itself", async () => {
  const caller = callerOf(gateway, await operator.customer());
  const { printed } = await runExample("node", "examples/stop.mjs", caller);
  const tokens = Number(/^cancelled: (\d+) tokens, \$0\.\d+$/m.exec(printed)?.[1]);
  assert(tokens >= 39 && tokens < 1000, printed);
});

test("a budget ends an answer, and one that covers nothing is 402", async () => {
  const caller = callerOf(gateway, await operator.customer());
  const { printed } = await runExample("node", "examples/budget.mjs", caller);
  const told = "for $0.01: length, $0.0099685\nfor $0.00001: 402 max_cost_too_low\n";
  assert.equal(printed, told);
  assert(readPage("docs/guides/budgets.md").includes("`for $0.01: length, $0.0099685`"));
});

test("the call of a function in Responses prints both turns and their cost", async () => {
  const caller = callerOf(gateway, await operator.customer());
  const { printed } = await runExample("node", "examples/responses.mjs", caller);
  assert.match(printed, /^get_weather\(\{"city":"Paris"\}\), \$0\.\d+$/m);
  assert.match(printed, /Sunny/);
  assert.match(printed, /^completed, \$0\.\d+$/m);
});

test("the picture that is asked for is made, and its cost printed", async () => {
  const caller = callerOf(gateway, await operator.customer());
  const { printed } = await runExample("node", "examples/picture.mjs", caller);
  assert.match(printed, /: 512x512, 747 tokens, \$0\.04\d+$/m);
});

test("the TypeScript client's example shows its cost and stops with the bill", async () => {
  const caller = callerOf(gateway, await operator.customer());
  const { printed } = await runExample("node", "examples/typescript-client.mjs", caller);
  assert.match(printed, /^at most \$0\.03\d*\n/);
  assert.match(printed, /^\$0\.00\d+ so far: \d+ tokens, counted by the gateway$/m);
  assert.match(printed, /^cancelled: \d+ tokens, \$0\.00\d+$/m);
});

test("the operator's example makes an account with money and a key that works", async () => {
  const caller = callerOf(gateway, await operator.customer());
  const { printed } = await runExample("sh", "examples/operator.sh", caller);
  const [paid = "", key = ""] = printed.split("\n");
  assert.equal(JSON.parse(paid).balance.available, "25.00");
  const answer = await fetch(`${gateway.url()}/v1/key`, {
    headers: { authorization: `Bearer ${JSON.parse(key).secret}` },
  });
  assert.equal(answer.status, 200);
});
