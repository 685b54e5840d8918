import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { openTextCounting } from "./text-counting.ts";

const counting = openTextCounting();
const unlimited = Number.MAX_SAFE_INTEGER;

test("a long text counts in its thread what it counts at once", async () => {
  const texts = ["A line of prose, and another. ".repeat(2_000), "漢字かな".repeat(9_000), "", "x"];
  const orders = texts.flatMap((text) => [
    { vocabulary: "o200k_base", text } as const,
    { vocabulary: "cl100k_base", text } as const,
  ]);
  const counted = await counting.countMany(orders, unlimited);
  const atOnce = orders.map(({ vocabulary, text }) => counting.count(vocabulary, text, unlimited));
  assert.deepEqual(counted, atOnce);
});

test("while a very long text is counted, everything else goes on", async () => {
  const orders = [{ vocabulary: "o200k_base", text: "word and word ".repeat(400_000) } as const];
  let ticks = 0;
  let running = true;
  const counted = counting.countMany(orders, unlimited).finally(() => {
    running = false;
  });
  while (running) {
    await pause(1);
    ticks += 1;
  }
  assert.ok((await counted)[0] === 1_200_001);
  assert.ok(ticks > 10, `${ticks} turns of the event loop`);
});

test("many questions at once are each answered with their own numbers", async () => {
  const asked = Array.from({ length: 20 }, (_, at) =>
    counting.countMany([{ vocabulary: "o200k_base", text: "word ".repeat(at + 1) }], unlimited),
  );
  const counted = await Promise.all(asked);
  const expected = asked.map((_, at) =>
    counting.count("o200k_base", "word ".repeat(at + 1), unlimited),
  );
  assert.deepEqual(counted.flat(), expected);
});
