import assert from "node:assert/strict";
import { test } from "node:test";
import { html, inline, joined, prose } from "./html.ts";

test("what is only text can't become markup", () => {
  const nasty = `<script>"&'`;
  const safe = "&lt;script&gt;&quot;&amp;&#39;";
  assert.equal(html`<p title="${nasty}">${nasty}</p>`.markup, `<p title="${safe}">${safe}</p>`);
  assert.equal(inline(`a \`${nasty}\` b`).markup, `a <code>${safe}</code> b`);
  assert.equal(prose(nasty).markup, `<p>${safe}</p>`);
});

test("fragments stay markup, lists lie one after the other, and nothing is nothing", () => {
  const one = html`<b>${1}</b>`;
  assert.equal(html`${[one, [one, " "], null]}`.markup, "<b>1</b><b>1</b> ");
  assert.equal(joined([one, one, "<"], " or ").markup, "<b>1</b> or <b>1</b> or &lt;");
  assert.equal(prose("a\n\nb").markup, "<p>a</p><p>b</p>");
});
