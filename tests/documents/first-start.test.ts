import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { dollars } from "../doubles/dollars.ts";
import { startGateway } from "../doubles/gateway.ts";
import { blocksOf, readPage } from "./pages.ts";

const execute = promisify(execFile);

test("a first start prints what the README shows, and pasting that works", async (context) => {
  const gateway = await startGateway({ environment: { FAREBOX_ADMIN_TOKEN: "" } });
  context.after(() => gateway.close());
  const printed = gateway.output();
  const shown = blocksOf(readPage("README.md")).find(({ text }) => text.startsWith("Admin token"));
  assert.equal(asShown(printed, gateway.url()), shown?.text);

  const [call = "", balance = ""] = printed.match(/curl .+/g) ?? [];
  const answer = await paste(call);
  const cost = dollars(/"cost":(0\.\d+),/.exec(answer)?.[1]);
  assert.match(answer, /\ndata: \[DONE\]\n/);
  const { available } = JSON.parse(await paste(balance));
  assert.equal(dollars(available) + cost, dollars("5.00"), "$5.00 less what it cost");
});

test("a second start shows no secret again", async (context) => {
  const gateway = await startGateway({ environment: { FAREBOX_ADMIN_TOKEN: "" } });
  context.after(() => gateway.close());
  await gateway.stop();
  await gateway.restart();
  assert.doesNotMatch(gateway.output(), /sk-|admin-/);
});

/** With the README's placeholders for what differs from start to start. */
function asShown(printed: string, url: string): string {
  return printed
    .replaceAll(url, "http://127.0.0.1:8080")
    .replaceAll(/\b(sk|admin)-[\w-]{32}/g, "$1-…")
    .replace(/-d (')?@.*(\/examples\/first-call\.json)(')?/, "-d @…$2");
}

async function paste(command: string): Promise<string> {
  const { stdout } = await execute("sh", ["-c", command], { timeout: 30_000 });
  return stdout;
}
