import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { marked, type Token, type Tokens } from "marked";

/** A page of the documentation, as it lies in the project. */
export interface Page {
  /** Where it lies, from the project's folder: `docs/guides/pictures.md`. */
  readonly file: string;
  /** Where it is served, without the first slash and as HTML: `docs/guides/pictures`. */
  readonly address: string;
  /** As the contents call it. */
  readonly title: string;
  readonly markdown: string;
}

/** Pages of one heading of the contents, in their order. */
export interface Shelf {
  readonly title: string;
  readonly pages: readonly Page[];
}

export interface Library {
  readonly home: Page;
  /** What `docs/README.md` lists, and nothing else: it is contents and navigation in one. */
  readonly shelves: readonly Shelf[];
  /** All of them by their files, the home page first. */
  readonly pages: ReadonlyMap<string, Page>;
  /** Pictures that pages show, by their files. */
  readonly pictures: ReadonlyMap<string, Buffer>;
}

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The page that lists all others. */
const homeFile = "docs/README.md";

/** Reads every page that the contents list; some dozens of files, once. */
export function readLibrary(): Library {
  const home = readPage({ file: homeFile, title: "Farebox documentation" });
  const shelves = readShelves(home.markdown);
  const listed = shelves.flatMap(({ pages }) => pages);
  const pages = new Map([home, ...listed].map((page) => [page.file, page]));
  const folder = "docs/pictures";
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".png"));
  const pictures = names.map(
    (name) => [`${folder}/${name}`, readFileSync(join(root, folder, name))] as const,
  );
  return { home, shelves, pages, pictures: new Map(pictures) };
}

interface Listed {
  readonly file: string;
  readonly title: string;
}

function readPage({ file, title }: Listed): Page {
  const markdown = readFileSync(join(root, file), "utf8");
  return { file, address: addressOf(file), title, markdown };
}

/** The tree of the site is that of the files, with what lies outside `docs` beside it. */
function addressOf(file: string): string {
  if (file === homeFile) return "docs";
  const within = file.replace(/^docs\//, "").replace(/(\/README)?\.md$/, "");
  return `docs/${within.toLowerCase()}`;
}

/** Each heading with the pages that the list below it links, first link of each item. */
function readShelves(contents: string): readonly Shelf[] {
  const shelves: { title: string; pages: Page[] }[] = [];
  for (const token of marked.lexer(contents) as readonly Token[]) {
    if (token.type === "heading" && token.depth === 2) {
      shelves.push({ title: token.text, pages: [] });
    }
    if (token.type !== "list") continue;
    shelves.at(-1)?.pages.push(...listedIn(token as Tokens.List).map(readPage));
  }
  return shelves;
}

function listedIn(list: Tokens.List): readonly Listed[] {
  return list.items.flatMap(({ raw }) => {
    const [, title, target] = /\[([^\]]+)\]\(([^)#]+\.md)\)/.exec(raw) ?? [];
    if (title === undefined || target === undefined) return [];
    return [{ title, file: posix.join(dirname(homeFile), target) }];
  });
}
