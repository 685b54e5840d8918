import assert from "node:assert/strict";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { test } from "node:test";
import { marked, type Token } from "marked";
import { renderMarkdown } from "../../src/http/site/render-markdown.ts";
import { readPage, root } from "./pages.ts";

const pages = ["", "clients/typescript", "clients/python", ...foldersIn("docs")].flatMap(pagesIn);

/** A folder and those within it. */
function foldersIn(folder: string): readonly string[] {
  const within = readdirSync(join(root, folder), { withFileTypes: true });
  const folders = within.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return [folder, ...folders.map((name) => `${folder}/${name}`)];
}

function pagesIn(folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".md"));
  return names.map((name) => posix.join(folder, name));
}

function linksOf(page: string): readonly string[] {
  const links: string[] = [];
  void marked.walkTokens(marked.lexer(readPage(page)), (token: Token) => {
    if (token.type === "link" || token.type === "image") links.push(token.href);
  });
  return links;
}

const anchors = new Map<string, ReadonlySet<string>>();

function anchorsOf(page: string): ReadonlySet<string> {
  const known = anchors.get(page);
  if (known !== undefined) return known;
  const { headings } = renderMarkdown(readPage(page), (target) => target);
  const found = new Set(headings.map(({ id }) => id));
  anchors.set(page, found);
  return found;
}

test("each link of each page of the tree leads to a file, and each anchor to a heading", () => {
  assert(pages.length > 40, `${pages.length} pages`);
  let count = 0;
  for (const page of pages) {
    for (const link of linksOf(page).filter((one) => !one.includes(":"))) {
      const [path = "", anchor] = link.split("#");
      const file = path === "" ? page : posix.join(posix.dirname(page), path);
      assert(existsSync(join(root, file)), `${page} links ${link}`);
      count += 1;
      if (anchor === undefined || !file.endsWith(".md")) continue;
      assert(statSync(join(root, file)).isFile(), `${page} links ${link}`);
      assert(anchorsOf(file).has(anchor), `${page} links ${link}, which is no heading`);
    }
  }
  assert(count > 200, `${count} links`);
});

test("links to elsewhere are whole addresses, by https", () => {
  for (const page of pages) {
    for (const link of linksOf(page).filter((one) => one.includes(":"))) {
      const { protocol, hostname } = new URL(link);
      const allowed = protocol === "https:" || protocol === "mailto:" || hostname === "127.0.0.1";
      assert(allowed, `${page} links ${link}`);
      assert(protocol === "mailto:" || /\w\.\w/.test(hostname), `${page} links ${link}`);
    }
  }
});
