import { type Html, html } from "../reference/html.ts";
import type { Library, Page } from "./read-library.ts";
import { renderLayout } from "./render-layout.ts";
import { type Heading, renderMarkdown } from "./render-markdown.ts";
import { placeOf, relativeTo, resolveLink } from "./resolve-link.ts";

/** A page of Markdown within the site: its text, its place in the contents, what comes next. */
export function renderGuide(library: Library, page: Page, version: string): string {
  const { content, headings } = renderMarkdown(page.markdown, (target) =>
    resolveLink(library, { page, form: "html", target }),
  );
  const markdown = placeOf(page, "markdown");
  return renderLayout({
    address: page.address,
    title: page === library.home ? page.title : `${page.title} – Farebox`,
    version,
    markdown,
    menu: renderContents(library, page.address, headings),
    content: html`<article class="guide">${content}
${renderNeighbours(library, page)}
<p class="form"><a href="${relativeTo(page.address, markdown)}">This page as Markdown</a></p>
</article>`,
  });
}

/** What stands in the place of a page that is not there. */
export function renderMissing(library: Library, address: string, version: string): string {
  return renderLayout({
    address,
    title: "No such page – Farebox",
    version,
    menu: renderContents(library, address, []),
    content: html`<article class="guide"><h1>No such page</h1>
<p>There is no <code>/${address.slice(0, addressCharactersMax)}</code> here. The contents list
every page, and the search finds what is on them.</p></article>`,
  });
}

const addressCharactersMax = 200;

/** The contents as the home page has them, with the headings of the page that is open. */
function renderContents(library: Library, address: string, headings: readonly Heading[]): Html {
  const shelves = library.shelves.map(
    ({ title, pages }) => html`
<li><span class="group">${title}</span>
<ul>${pages.map((page) => renderEntry(page, address, headings))}</ul></li>`,
  );
  return html`<ul class="groups contents">${shelves}</ul>`;
}

function renderEntry(page: Page, address: string, headings: readonly Heading[]): Html {
  const open = page.address === address;
  const parts = headings.filter(({ depth }) => open && depth === 2);
  return html`
<li><a href="${relativeTo(address, page.address)}"${open ? currentMark : null}>${page.title}</a>${
    parts.length === 0
      ? null
      : html`<ul>${parts.map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`)}</ul>`
  }</li>`;
}

const currentMark: Html = { markup: ' aria-current="page"' };

/** The pages before and after it in the contents. */
function renderNeighbours(library: Library, page: Page): Html | null {
  const pages = [...library.pages.values()];
  const index = pages.indexOf(page);
  // The home page leads to all of them.
  const before = index > 1 ? pages[index - 1] : undefined;
  const after = index > 0 ? pages[index + 1] : undefined;
  if (before === undefined && after === undefined) return null;
  const link = (to: Page | undefined, words: string): Html | null => {
    if (to === undefined) return null;
    const place = relativeTo(page.address, to.address);
    return html`<a href="${place}"><span>${words}</span> ${to.title}</a>`;
  };
  const links = [link(before, "Before"), link(after, "Next")];
  return html`<nav class="neighbours" aria-label="Next pages">${links}</nav>`;
}
