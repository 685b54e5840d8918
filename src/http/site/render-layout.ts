import { type Html, html } from "../reference/html.ts";
import { relativeTo } from "./resolve-link.ts";

export interface Layout {
  /** Where the page is served, without the first slash. */
  readonly address: string;
  readonly title: string;
  readonly version: string;
  readonly menu: Html;
  readonly content: Html;
  /** Where the same is as Markdown, if it is. */
  readonly markdown?: string;
}

/** What all pages have around them: head, search, menu. Without script there is no search. */
export function renderLayout(layout: Layout): string {
  const { address, title, version, menu, content, markdown } = layout;
  const to = (place: string): string => relativeTo(address, place);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${to("icon.svg")}">
<link rel="stylesheet" href="${to("docs/style.css")}">
${markdown === undefined ? null : renderAlternate(to(markdown))}
<script type="module" src="${to("docs/site.js")}"></script>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header class="head"><p><a class="brand" href="${to("docs")}">Farebox</a>
<span class="version">${version}</span></p>
<search hidden><input type="search" aria-label="Search the documentation" placeholder="Search"
autocomplete="off" spellcheck="false" aria-controls="found"><div id="found" hidden></div></search>
<p class="links"><a href="${to("docs")}">Guides</a> <a href="${to("docs/reference")}">Endpoints</a>
<a href="${to("openapi.json")}">OpenAPI</a></p></header>
<details class="menu narrow"><summary>Contents</summary>${menu}</details>
<div class="frame">
<nav class="menu wide" aria-label="Contents">${menu}</nav>
<main id="content">${content}</main>
</div>
</body>
</html>
`;
  return page.markup;
}

function renderAlternate(address: string): Html {
  return html`<link rel="alternate" type="text/markdown" href="${address}">`;
}
