import { Marked, type Token, type Tokens } from "marked";
import { type Html, html } from "../reference/html.ts";
import { createSlugs } from "./slug.ts";

/** A page's text as HTML, with what its headings are called. */
export interface RenderedText {
  readonly content: Html;
  readonly headings: readonly Heading[];
}

export interface Heading {
  readonly depth: number;
  readonly text: string;
  readonly id: string;
}

/**
 * Markdown as HTML; `link` says what a target becomes, null where its text stands by itself.
 * Programs in several languages that follow each other become one block. Raw HTML is not passed on.
 */
export function renderMarkdown(
  markdown: string,
  link: (target: string) => string | null,
): RenderedText {
  const headings: Heading[] = [];
  const slug = createSlugs();
  const reader = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = plainText(tokens);
        const id = slug(text);
        headings.push({ depth, text, id });
        const inner = this.parser.parseInline(tokens);
        return `<h${depth} id="${id}"><a class="anchor" href="#${id}">${inner}</a></h${depth}>\n`;
      },
      code: (token) => renderCode(token).markup,
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        const target = link(href);
        return target === null ? inner : html`<a href="${target}">${{ markup: inner }}</a>`.markup;
      },
      image: ({ href, text }) => {
        const target = link(href);
        return target === null ? "" : html`<img src="${target}" alt="${text}">`.markup;
      },
      html: ({ text }) => (text.trimStart().startsWith("<!--") ? "" : html`${text}`.markup),
      table(token) {
        const cells = (row: readonly Tokens.TableCell[], tag: string): string =>
          row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join("");
        const rows = token.rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("\n");
        const head = `<thead><tr>${cells(token.header, "th")}</tr></thead>`;
        const table = `<table>${head}<tbody>${rows}</tbody></table>`;
        return `<div class="scroll" tabindex="0">${table}</div>\n`;
      },
    },
  });
  const parts = groupPrograms(reader.lexer(markdown));
  const markup = parts
    .map((part) => (Array.isArray(part) ? renderPrograms(part) : reader.parser([part])))
    .join("");
  return { content: { markup }, headings };
}

/** The words of inline Markdown, without its marks. */
export function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) =>
      "tokens" in token && token.tokens !== undefined
        ? plainText(token.tokens)
        : "text" in token
          ? String(token.text)
          : "",
    )
    .join("");
}

const languages: Readonly<Record<string, string>> = {
  sh: "cURL",
  python: "Python",
  js: "Node.js",
  ts: "TypeScript",
};
const formats: Readonly<Record<string, string>> = { json: "JSON", yaml: "YAML" };

/** Programs that only blank lines part, each in a language of its own, become one list. */
function groupPrograms(tokens: readonly Token[]): readonly (Token | Tokens.Code[])[] {
  const parts: (Token | Tokens.Code[])[] = [];
  for (const token of tokens) {
    if (token.type === "space") continue;
    const last = parts.at(-1);
    if (!isProgram(token)) parts.push(token);
    else if (Array.isArray(last) && last.every(differsFrom(token))) last.push(token);
    else parts.push([token]);
  }
  return parts;
}

function differsFrom(token: Tokens.Code): (other: Tokens.Code) => boolean {
  return (other) => languageOf(other) !== languageOf(token);
}

function isProgram(token: Token): token is Tokens.Code {
  return token.type === "code" && languages[languageOf(token as Tokens.Code)] !== undefined;
}

function renderPrograms(programs: readonly Tokens.Code[]): string {
  const [only] = programs;
  if (only !== undefined && programs.length === 1) return renderCode(only).markup;
  return html`<div class="tabs">${programs.map(renderCode)}</div>`.markup;
}

/** A block that scrolls by itself; reachable by keyboard, since it may scroll. */
function renderCode(token: Tokens.Code): Html {
  const { lang = "", text } = token;
  const [language = "", file] = lang.split(" ");
  const named = languages[language] ?? formats[language];
  const title = language === "sh" && !text.includes("curl") ? "Shell" : named;
  const caption =
    title === undefined
      ? null
      : html`<figcaption><span class="language">${title}</span>${
          file === undefined ? null : html` <span class="file">${file}</span>`
        }</figcaption>`;
  return html`
<figure class="block">${caption}
<pre tabindex="0"><code>${text}
</code></pre>
</figure>
`;
}

function languageOf({ lang = "" }: Tokens.Code): string {
  return lang.split(" ")[0] ?? "";
}
