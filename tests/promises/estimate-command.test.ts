import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { runCommand } from "../doubles/command.ts";
import { send } from "../doubles/http-client.ts";
import { at, listAt, parseOrNull, textAt } from "../doubles/json.ts";
import { openPictureServer } from "../doubles/picture-server.ts";
import { openStage } from "../doubles/stage.ts";

const shipped = fileURLToPath(new URL("../../docs/pictures/toll-gate.png", import.meta.url));
const pictureServer = await openPictureServer();
after(() => pictureServer.close());
pictureServer.serveBytes(readFileSync(shipped));
const stage = await openStage({
  gateway: { picture_hosts_allowed: [pictureServer.host] },
  providers: (url) => ({ openai: { kind: "openai", base_url: url, api_key: "none" } }),
});
const { caller } = await stage.enter();
const environment = { FAREBOX_URL: caller.url, OPENAI_API_KEY: caller.secret };
const folder = mkdtempSync(join(tmpdir(), "farebox-estimate-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const scans = join(folder, "scans");
mkdirSync(scans);
for (const name of ["b.png", "a.PNG"]) copyFileSync(shipped, join(scans, name));
writeFileSync(join(scans, "notes.txt"), "no picture");

function estimate(...words: readonly string[]) {
  return runCommand(["estimate", ...words], environment);
}

function request(detail: string) {
  const url = `data:image/png;base64,${readFileSync(shipped).toString("base64")}`;
  const content = [
    { type: "text", text: "What is this?" },
    { type: "image_url", image_url: { url, detail } },
  ];
  return { model: "gpt-4o", max_tokens: 50, messages: [{ role: "user", content }] };
}

async function answered(body: unknown): Promise<string> {
  const reply = await send({ url: `${caller.url}/v1/estimate`, token: caller.secret, body });
  assert.equal(reply.status, 200, reply.text);
  return reply.text;
}

test("files, folders and addresses are told picture by picture, with their sum", async () => {
  const address = `http://${pictureServer.host}/gate.png`;
  const terms = ["--model", "gpt-4o", "--text", "What is this?", "--detail", "high"];
  const ran = await estimate(shipped, scans, address, ...terms);
  assert.equal(ran.exitCode, 0, ran.errors);
  const [titles = "", ...lines] = ran.output.split("\n");
  assert.match(titles, /^PROMPT +SIZE +DETAIL +TILES +TOKENS +BOUND +COST$/);
  const names = lines.slice(0, 6).map((line) => line.split(" ")[0]);
  assert.deepEqual(names, ["toll-gate.png", "a.PNG", "b.png", address, "text", "all"]);
  const json = await estimate(shipped, scans, address, ...terms, "--json");
  const told = parseOrNull(json.output);
  assert.equal(listAt(told, "images").length, 4);
  const sum = lines.find((line) => line.startsWith("all ")) ?? "";
  assert(sum.endsWith(` ${textAt(told, "cost.prompt")}`), `${sum}\n${json.output}`);
  assert.match(ran.output, /^admitted +yes$/m);
  // Six tiles, at the flat list's $2.50 per million tokens.
  assert.match(lines[0] ?? "", / 1280×720 +high +6 +1105 +1105 +0\.0027625$/);
});

test("a whole request is told as the gateway tells it, to the byte", async () => {
  const path = join(folder, "request.json");
  writeFileSync(path, JSON.stringify(request("high")));
  const whole = await estimate("--body", path, "--json");
  assert.equal(whole.output, `${await answered(request("high"))}\n`);
  const low = await estimate("--body", path, "--detail", "low", "--json");
  assert.equal(low.output, `${await answered(request("low"))}\n`);
  const fewer = await estimate("--body", path, "--max-tokens", "7", "--json");
  assert.equal(at(parseOrNull(fewer.output), "max_completion_tokens"), 7);
});

test("what if detail were low is told beside it, and costs less", async () => {
  const path = join(folder, "request.json");
  writeFileSync(path, JSON.stringify(request("high")));
  const both = ["--what-if", "detail=low", "--what-if", "max-tokens=100"];
  const ran = await estimate("--body", path, ...both);
  assert.equal(ran.exitCode, 0, ran.errors);
  assert.match(ran.output, /^as it is .* 0\.00$/m);
  assert.match(ran.output, /^detail=low .* -0\.\d+$/m);
  assert.match(ran.output, /^max-tokens=100 .* 0\.\d+$/m);
  const json = parseOrNull((await estimate("--body", path, ...both, "--json")).output);
  assert.deepEqual(at(json, "what_if.0.estimate"), parseOrNull(await answered(request("low"))));
});

test("what can't be estimated is said in one sentence", async () => {
  const text = ["--text", "hello"];
  const refusals = [
    [["--model", "gpt-4oo", ...text], /There is no model "gpt-4oo"\. Did you mean gpt-4o.*\n$/],
    [text, /^farebox: no model: name one with --model\n$/],
    [["--model", "gpt-4o"], /^farebox: nothing to estimate/],
    [["--model", "gpt-4o", join(folder, "none.png")], /^farebox: there is no .*none\.png\n$/],
    [["--model", "gpt-4o", folder], /has no pictures\n$/],
    [["--model", "gpt-4o", join(scans, "notes.txt")], /\(image_unreadable\)\n$/],
    [["--model", "gpt-4o", ...text, "--key", "sk-nobody"], /does not know this key; set OPENAI_/],
  ] as const;
  for (const [words, told] of refusals) {
    const ran = await estimate(...words);
    assert.deepEqual([ran.exitCode, ran.output], [1, ""], ran.errors);
    assert.match(ran.errors, told);
  }
  const wrong = [
    ["--body", "a.json", shipped],
    ["--body", "a.json", "--text", "x"],
    ["--what-if", "detail=tiny", "--text", "x"],
  ];
  for (const words of wrong) assert.equal((await estimate(...words)).exitCode, 2, words.join(" "));
  const keyless = await runCommand(["estimate", "--model", "gpt-4o", ...text], {});
  assert.match(keyless.errors, /^farebox: no key: set OPENAI_API_KEY or --key\n$/);
});
