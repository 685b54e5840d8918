import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { composeText, continueText, keepTokensApart } from "./compose-text.ts";
import { countShortText, countText, type Piece, piecesOf } from "./vocabulary.ts";

/** The first pieces of a long answer to a question. */
function saidAbout(question: string, count: number): readonly Piece[] {
  const order = { question, messageCount: 1, pictures: [], toolResults: [] };
  const texts = keepTokensApart(
    (function* () {
      yield* composeText(order);
      yield* continueText(order);
    })(),
  );
  return piecesOf(texts).take(count).toArray();
}

function tokensOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.tokens, 0);
}

test("what was sent counts the same tokens as what was produced, wherever it stops", () => {
  const questions = [
    "What is the weather in New York today?",
    "Beschreibe dieses Bild: größe, Farben… und 3,141592 Äpfel!",
    "描述这张图片，谢谢。",
    "naïve 👩‍👩‍👧 café, don't\tHTMLParser #00ff00 1234567",
    "",
  ];
  for (const question of questions) {
    const pieces = saidAbout(question, 400);
    let text = "";
    let tokens = 0;
    for (const piece of pieces) {
      text += piece.text;
      tokens += piece.tokens;
      assert.equal(countShortText(text), tokens, JSON.stringify(text.slice(-60)));
    }
  }
});

test("any question is answered in whole characters that count what they should", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), (question) => {
      const pieces = saidAbout(question, 120);
      const text = pieces.map((piece) => piece.text).join("");
      assert(!text.includes("\ufffd") && text.isWellFormed());
      assert.equal(countShortText(text), tokensOf(pieces));
    }),
    { numRuns: 150 },
  );
});

test("a character spread over tokens comes in one piece with all of them", () => {
  const pieces = [...piecesOf(["a👩‍👩‍👧b"])];
  assert.equal(pieces.map((piece) => piece.text).join(""), "a👩‍👩‍👧b");
  assert(pieces.some((piece) => piece.tokens > 1));
  assert.equal(tokensOf(pieces), countShortText("a👩‍👩‍👧b"));
});

test("words that look like control tokens are counted as text", async () => {
  assert.equal(await countText("<|endoftext|>"), 7);
  assert.equal(countShortText("<|endoftext|>"), 7);
});

test("a long text counts as its parts, and one without spaces ends in time", async () => {
  const sentence = "The quick brown fox jumps over 12 lazy dogs near the riverbank. ";
  assert.equal(await countText(sentence.repeat(2_000)), 15 * 2_000 + 1);
  const started = performance.now();
  assert((await countText("é".repeat(100_000))) > 10_000);
  assert(performance.now() - started < 10_000);
});
