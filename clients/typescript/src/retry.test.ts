import assert from "node:assert/strict";
import { test } from "node:test";
import { compose, idempotent, type RetryTerms, retry } from "./retry.ts";
import type { Fetch } from "./world/transport.ts";

interface Scene {
  readonly answers: readonly (Response | Error)[];
  readonly init?: RequestInit;
  readonly terms?: RetryTerms;
}

/** Sends one request at what answers so, and tells what was asked. */
async function play({ answers, init = {}, terms = {} }: Scene) {
  const keys: (string | null)[] = [];
  const pauses: number[] = [];
  const queue = [...answers];
  const next: Fetch = async (_, asked) => {
    keys.push(new Headers(asked.headers).get("idempotency-key"));
    const answer = queue.shift() ?? new Response("{}");
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const onRetry: RetryTerms["onRetry"] = ({ pauseMs }) => pauses.push(pauseMs);
  const send = compose(next, idempotent, retry({ pauseMs: 4, ...terms, onRetry }));
  const request = { method: "POST", body: "{}", ...init };
  const told = await send("http://gate.example/v1/chat/completions", request).then(
    ({ status }) => status,
    (error: Error) => error,
  );
  return { told, keys, pauses };
}

const say = (status: number, headers: Record<string, string> = {}) =>
  new Response("{}", { status, headers });
const broken = () => new TypeError("fetch failed", { cause: new Error("ECONNRESET") });

test("429, 408, 5xx and broken connections are repeated three times, under one key", async () => {
  for (const fault of [() => say(429), () => say(408), () => say(503), broken]) {
    const { told, keys } = await play({ answers: [fault(), fault(), fault()] });
    assert.equal(told, 200);
    assert.equal(keys.length, 4);
    assert.equal(new Set(keys).size, 1);
    assert.match(keys[0] ?? "", /^[\w-]{36}$/);
  }
});

test("after three repetitions the last word stands", async () => {
  const { told, keys } = await play({ answers: Array.from({ length: 9 }, () => say(500)) });
  assert.deepEqual([told, keys.length], [500, 4]);
  const lost = await play({ answers: Array.from({ length: 9 }, broken) });
  assert(lost.told instanceof Error);
  assert.equal(lost.told.name, "ConnectionError");
  assert.match(
    lost.told.message,
    /^http:\/\/gate.example gave no answer in 4 attempts: ECONNRESET/,
  );
});

test("no, for want of money, rights or sense, is never repeated", async () => {
  for (const status of [400, 401, 402, 403, 404, 409, 410, 413, 422]) {
    const { told, keys } = await play({ answers: [say(status)] });
    assert.deepEqual([told, keys.length], [status, 1]);
  }
});

test("x-should-retry: false is obeyed, whatever the status", async () => {
  for (const status of [429, 500, 503, 504]) {
    const { keys } = await play({ answers: [say(status, { "x-should-retry": "false" })] });
    assert.equal(keys.length, 1);
  }
});

test("Retry-After is waited for in full, and where it is too long the error is told", async () => {
  const { told, pauses } = await play({ answers: [say(429, { "retry-after": "1" })] });
  assert.equal(told, 200);
  assert(pauses[0] !== undefined && pauses[0] >= 1_000 && pauses[0] <= 1_004);
  const far = await play({ answers: [say(429, { "retry-after": "61" })] });
  assert.deepEqual([far.told, far.pauses], [429, []]);
  const dated = new Date(Date.now() + 3_600_000).toUTCString();
  assert.equal((await play({ answers: [say(503, { "retry-after": dated })] })).told, 503);
});

test("pauses are drawn below a bound that doubles, and never lie above eight seconds", async () => {
  const answers = () => Array.from({ length: 3 }, () => say(500));
  for (let run = 0; run < 50; run += 1) {
    const { pauses } = await play({ answers: answers(), terms: { pauseMs: 2 } });
    for (const [index, ms] of pauses.entries()) assert(ms < 2 * 2 ** index, `${ms} ms`);
  }
});

test("a key that the caller has chosen stays", async () => {
  const headers = { "idempotency-key": "mine" };
  const { keys } = await play({ answers: [say(500)], init: { headers } });
  assert.deepEqual(keys, ["mine", "mine"]);
});

test("without a key nothing but a GET is repeated, and a body that streams never is", async () => {
  const bare = retry({ pauseMs: 1 });
  let asked = 0;
  const next: Fetch = async () => {
    asked += 1;
    return say(500);
  };
  await bare(next)("http://gate.example/", { method: "POST", body: "{}" });
  assert.equal(asked, 1);
  await bare(next)("http://gate.example/", { method: "GET" });
  assert.equal(asked, 5);
  const stream = { method: "POST", body: new Blob(["{}"]).stream() };
  await compose(next, idempotent, bare)("http://gate.example/", stream);
  assert.equal(asked, 6);
});

test("an abort ends the pause at once and is no fault to be repeated", async () => {
  const controller = new AbortController();
  const next: Fetch = async () => say(503, { "retry-after": "30" });
  const sent = retry()(next)("http://gate.example/", { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("enough")), 5);
  await assert.rejects(sent, /enough/);
});
