import assert from "node:assert/strict";
import { test } from "node:test";
import { renderMarkdown } from "./render-markdown.ts";

function render(markdown: string): string {
  return renderMarkdown(markdown, (target) => (target === "gone.md" ? null : target)).content
    .markup;
}

test("what is only text can't become markup, nor can HTML in Markdown", () => {
  const markup = render(
    "A <b>bold</b> `<i>` claim\n\n<script>alert(1)</script>\n\n```\n<u>\n```\n",
  );
  assert.doesNotMatch(markup, /<(b|i|u|script)>/);
  assert.match(markup, /&lt;script&gt;/);
});

test("a comment is not shown, and a link to what is not served is its text", () => {
  const markup = render("<!-- computed by a test -->\n\nSee [the file](gone.md), [that](x.md).");
  assert.equal(markup.trim(), '<p>See the file, <a href="x.md">that</a>.</p>');
});

test("programs in several languages that follow each other become one block", () => {
  const three = "```sh a.sh\ncurl x\n```\n\n```python a.py\nx()\n```\n\n```js a.mjs\nx();\n```\n";
  const markup = render(`${three}\nAnd then:\n\n\`\`\`sh b.sh\nls\n\`\`\`\n`);
  assert.equal(markup.match(/class="tabs"/g)?.length, 1);
  const names = [...markup.matchAll(/class="language">([^<]+)/g)].map(([, name]) => name);
  assert.deepEqual(names, ["cURL", "Python", "Node.js", "Shell"]);
});

test("each heading has an anchor that links to itself", () => {
  const { headings, content } = renderMarkdown("# One `two`\n\n## Three", (target) => target);
  assert.deepEqual(headings, [
    { depth: 1, text: "One two", id: "one-two" },
    { depth: 2, text: "Three", id: "three" },
  ]);
  assert.match(content.markup, /<h2 id="three"><a class="anchor" href="#three">Three<\/a><\/h2>/);
});
