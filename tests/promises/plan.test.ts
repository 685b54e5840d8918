import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { formatDollars } from "../../src/core/money/picodollars.ts";
import { runCommand } from "../doubles/command.ts";
import { send } from "../doubles/http-client.ts";
import { at, listAt, parseOrNull, textAt } from "../doubles/json.ts";
import { modelOf, planQuestion, readShipped, shippedWorkloads } from "../doubles/planning.ts";
import { openStage } from "../doubles/stage.ts";

const flashImage = "gemini-3.1-flash-image-preview";
const haiku = "claude-3-5-haiku";
const stage = await openStage({
  providers: (url) => ({ openai: { kind: "openai", base_url: url, api_key: "none" } }),
});
const { caller } = await stage.enter();

const folder = mkdtempSync(join(tmpdir(), "farebox-plan-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function plannedOn(workload: string, id: string, more: Record<string, unknown> = {}) {
  const model = modelOf(planQuestion(readShipped(workload, more), { calls: 20_000 }), id);
  assert(model.planned !== null, id);
  return { ...model, planned: model.planned };
}

function dollars(amount: bigint | undefined): number {
  return Number(amount) / 1e12;
}

test("tagging: fifty tokens are $0.003, 48 times what they cost on claude-3-5-haiku", () => {
  const dear = plannedOn("tagging", flashImage, { output_tokens: 50 });
  const cheap = plannedOn("tagging", haiku, { output_tokens: 50 });
  assert.equal(formatDollars(dear.planned.split.output), "0.003");
  assert.equal(formatDollars(cheap.planned.split.output), "0.0000625");
  assert.equal(dear.planned.split.output, cheap.planned.split.output * 48n);
  const shipped = plannedOn("tagging", flashImage);
  assert.equal(dollars(shipped.planned.call.mean).toFixed(3), "0.003");
  assert.equal(shipped.verdict, "not_recommended");
});

test("agent dialogue: ten turns pass $0.005 of pictures, and a session is $0.50", () => {
  const { planned, pictures } = plannedOn("agent-dialogue", flashImage);
  const tokens = pictures?.find(({ sent }) => sent === "once")?.imageTokens ?? 0;
  assert.ok(tokens * 0.5e-6 > 0.005, String(tokens));
  assert.equal(dollars(planned.conversation.mean).toFixed(2), "0.50");
});

test("real-time chat: slower than 300 ms is not recommended, and what is unknown is said", () => {
  const unknown = plannedOn("realtime-chat", haiku);
  assert.match(unknown.reason, /time to the first token unknown: measure it/);
  const measured = { [haiku]: 240, "gpt-4o": 610 };
  const known = { first_token_ms: measured };
  assert.equal(plannedOn("realtime-chat", haiku, known).verdict, "recommended");
  const slow = plannedOn("realtime-chat", "gpt-4o", known);
  assert.equal(slow.reason, "610 ms to the first token; 300 ms are allowed");
  assert.equal(unknown.planned.tokens.picture, 0, "described beforehand");
});

test("PDF: a page of 300 to 600 and 200 tokens is $0.01215 to $0.0123, up to $0.015 at 245", () => {
  const fixed = plannedOn("pdf-extraction", flashImage, { output_tokens: 200 });
  assert.equal(formatDollars(fixed.planned.call.least), "0.01215");
  assert.equal(formatDollars(fixed.planned.call.worst), "0.0123");
  const { call } = plannedOn("pdf-extraction", flashImage).planned;
  assert.equal(formatDollars(call.worst), "0.015");
  // A thousand pages: $12 to $15.
  const day = plannedOn("pdf-extraction", flashImage).day;
  assert.ok(dollars(day ?? 0n) > 12 && dollars(day ?? 0n) < 15);
});

test("tool calling: definitions are sent every time, and a cache is worth half and more", () => {
  const { planned } = plannedOn("tool-calling", haiku);
  assert.ok(planned.split.text > planned.split.output);
  const { caching } = plannedOn("tool-calling", "gemini-2.5-flash");
  assert(caching !== null);
  assert.ok(caching.with * 2n < caching.without);
});

test("every shipped workload ends in ten verdicts, and in what makes it cheaper", () => {
  for (const name of shippedWorkloads) {
    const { models } = planQuestion(readShipped(name));
    assert.equal(models.length, 10, name);
    assert.ok(models.every(({ reason }) => reason.length > 0 && !reason.includes("\n")));
    assert.ok(
      models.some(({ cheaper }) => cheaper.length > 0),
      name,
    );
  }
});

const workload = {
  calls_per_day: 500,
  turns: 3,
  images: [{ width: 800, height: 600 }],
  prompt_tokens: { range: [10, 40] },
  output_tokens: { lognormal: { p50: 120, p95: 400, max: 900 } },
  models: ["gpt-4o", "gpt-4o-mini"],
};

function plan(body: unknown, token: string | null = caller.secret) {
  return send({ url: `${caller.url}/v1/plan`, token, body });
}

test("the command and the gateway tell the same plan, to the byte", async () => {
  const body = { ...workload, compare: workload.models, what_if: { detail: "low" }, seed: 7 };
  const path = join(folder, "same.json");
  writeFileSync(path, JSON.stringify(body));
  const answered = await plan(body);
  assert.equal(answered.status, 200, answered.text);
  const ran = await runCommand(["plan", path, "--json"]);
  assert.equal(ran.output, `${answered.text}\n`, ran.errors);
  const again = await plan(body);
  assert.equal(again.text, answered.text);
});

test("a plan knows the models of the key, and no others", async () => {
  const { secret } = await stage.enter({ key: { models: ["gpt-4o"] } });
  const { models: _models, ...unnamed } = workload;
  const own = await plan(unnamed, secret);
  assert.deepEqual(
    listAt(own.json, "models").map((one) => textAt(one, "model")),
    ["gpt-4o"],
  );
  const foreign = await plan(workload, secret);
  assert.deepEqual([foreign.status, at(foreign.json, "error.code")], [401, "model_not_available"]);
  const described = await plan({ ...unnamed, described_by: "gpt-4o-mini" }, secret);
  assert.equal(at(described.json, "error.code"), "model_not_available");
  assert.equal((await plan(workload, null)).status, 401);
});

test("a wrong workload is refused with its field, what was seen and what is allowed", async () => {
  const wrong: readonly [unknown, string, RegExp][] = [
    [{ ...workload, colour: 1 }, "colour", /allowed: one of name, about/],
    [{ ...workload, prompt_tokens: -4 }, "prompt_tokens", /is "-4"; allowed: a whole number/],
    [{ ...workload, models: ["gpt-4oo"] }, "models[0]", /the nearest are gpt-4o/],
    [{ ...workload, output_tokens: { bell: 1 } }, "output_tokens.bell", /one of range, lognormal/],
    [{ ...workload, what_if: { detail: "x" } }, "what_if.detail", /allowed: auto, low/],
    [{ ...workload, turns: 1000, output_tokens: 1e7 }, "turns", /at most \$9,007/],
    [["text"], "workload", /allowed: a mapping/],
  ];
  for (const [body, param, message] of wrong) {
    const refused = await plan(body);
    assert.equal(refused.status, 400, refused.text);
    assert.equal(at(refused.json, "error.param"), param);
    assert.match(textAt(refused.json, "error.message"), message);
  }
});

test("more plans than are reckoned at once are told to come back, and nothing waits", async () => {
  const { models: _models, ...all } = workload;
  const plans = Array.from({ length: 12 }, () => plan(all));
  const beganAtMs = performance.now();
  const alive = await send({ url: `${caller.url}/livez` });
  assert.equal(alive.status, 200);
  const waitedMs = performance.now() - beganAtMs;
  const replies = await Promise.all(plans);
  const statuses = new Set(replies.map(({ status }) => status));
  assert.deepEqual([...statuses].sort(), [200, 503]);
  const refused = replies.find(({ status }) => status === 503);
  assert.equal(at(refused?.json, "error.code"), "overloaded");
  assert.equal(refused?.headers["retry-after"], "1");
  const reckonedMs = performance.now() - beganAtMs;
  assert.ok(waitedMs < reckonedMs / 2, `${waitedMs} of ${reckonedMs} ms`);
});

test("a mistake in a file is told by its line, one on the command line by its option", async () => {
  const path = join(folder, "wrong.yaml");
  const lines = [
    "calls_per_day: 10",
    "images:",
    "  - { width: 100, height: 100 }",
    "  - width: -5",
    "    height: 3",
    "prompt_tokens: 10",
    "output_tokens: { gauss: 3 }",
    "first_token_ms: { gpt-4.1: 0 }",
  ];
  const cases: readonly [number, string, RegExp][] = [
    [3, "  - width: -5", /wrong\.yaml:4: images\[1\]\.width is "-5"; allowed: a whole number/],
    [3, "  - width: 5", /wrong\.yaml:7: output_tokens\.gauss is "3"; allowed: one of range/],
    [6, "output_tokens: 3", /wrong\.yaml:8: first_token_ms\.gpt-4\.1 is "0"; allowed/],
    [7, "colour: red", /wrong\.yaml:8: colour is "red"; allowed: one of name/],
    [7, "models: [nobody]", /wrong\.yaml:8: models\[0\] is "nobody"; allowed: the id of a model/],
    [7, "about: [", /wrong\.yaml:8: this is no YAML/],
  ];
  for (const [at, line, told] of cases) {
    lines[at] = line;
    writeFileSync(path, lines.join("\n"));
    const ran = await runCommand(["plan", path]);
    assert.deepEqual([ran.exitCode, ran.output], [1, ""], line);
    assert.match(ran.errors, told);
  }
  const options: readonly [readonly string[], RegExp][] = [
    [["nowhere"], /there is no workload "nowhere": name a file, or one of agent-dialogue, /],
    [["tagging", "--list", "nowhere"], /no price list "nowhere"; allowed: flat, provider, or/],
    [["tagging", "--models", "nobody"], /--models\[0\] is "nobody"; allowed: the id of a model/],
    [["tagging", "--compare", "gpt-4o"], /--compare is "\["gpt-4o"\]"; allowed: two models/],
    [["tagging", "--what-if", "detail=x"], /--what-if\.detail is "x"; allowed: auto, low/],
  ];
  for (const [words, told] of options) {
    const ran = await runCommand(["plan", ...words]);
    assert.deepEqual([ran.exitCode, ran.output], [1, ""], words.join(" "));
    assert.match(ran.errors, told);
  }
  assert.equal((await runCommand(["plan", "tagging", "--what-if", "x"])).exitCode, 2);
});

test("without a workload those that ship are listed, and each is planned by its name", async () => {
  const listed = await runCommand(["plan"]);
  for (const name of shippedWorkloads) assert.match(listed.output, new RegExp(`^${name} `, "m"));
  const ran = await runCommand(["plan", "tagging"]);
  assert.equal(ran.exitCode, 0, ran.errors);
  assert.match(ran.output, /^no +gemini-3\.1-flash-image-preview +0\.0029\d+ /m);
  assert.ok(!ran.output.includes(String.fromCharCode(27)), "no colours through a pipe");
  const markdown = await runCommand(["plan", "tagging", "--markdown", "--models", "gpt-4o"]);
  assert.match(markdown.output, /^\| {2}\| MODEL \| CALL \|/m);
  const json = await runCommand(["plan", "tagging", "--json", "--models", "all"]);
  const models = listAt(parseOrNull(json.output), "models");
  assert.ok(models.length > 40, String(models.length));
});
