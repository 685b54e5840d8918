import { dirname, posix } from "node:path";
import type { Library, Page } from "./read-library.ts";

/** The forms in which a page is served; a link leads from one to the same form of another. */
export type Form = "html" | "markdown";

/** Where a page is in this form, without the first slash. */
export function placeOf(page: Page, form: Form): string {
  if (form === "html") return page.address;
  return page.address === "docs" ? "docs/index.md" : `${page.address}.md`;
}

/**
 * What a link of a page's file becomes where the page is served, relative to that place. Null where
 * it leads to a file that is not served: the text then stands by itself.
 */
export function resolveLink(
  library: Library,
  { page, form, target, from }: LinkOrder,
): string | null {
  if (target.startsWith("#") || /^(https?|mailto):/.test(target)) return target;
  const [path = "", anchor] = target.split("#");
  const file = posix.join(dirname(page.file), path);
  const place = servedAt(library, file, form);
  if (place === null) return null;
  const relative = relativeTo(from ?? placeOf(page, form), place);
  return anchor === undefined ? relative : `${relative}#${anchor}`;
}

export interface LinkOrder {
  readonly page: Page;
  readonly form: Form;
  /** As the file has it. */
  readonly target: string;
  /** Where the text stands, if not at the page's own place. */
  readonly from?: string;
}

/** The way from one address to another, both without the first slash. */
export function relativeTo(from: string, to: string): string {
  return posix.join(posix.relative(dirname(from), dirname(to)), posix.basename(to));
}

/** The page's Markdown with links that work where it is served; code stays as it is. */
export function writeMarkdown(library: Library, page: Page, from?: string): string {
  const link = (whole: string, text: string, target: string): string => {
    const terms = { page, form: "markdown", target } as const;
    const found = resolveLink(library, from === undefined ? terms : { ...terms, from });
    return found === null ? text : whole.replace(`](${target})`, `](${found})`);
  };
  return page.markdown
    .split(/(^ *```.*?^ *```$)/ms)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(linkPattern, link)))
    .join("");
}

const linkPattern = /\[([^\]]*)\]\(([^)\s]+)\)/g;

function servedAt(library: Library, file: string, form: Form): string | null {
  const page = library.pages.get(file);
  if (page !== undefined) return placeOf(page, form);
  if (library.pictures.has(file)) return file;
  // The copy in the tree is for readers of the tree: here the gateway's own is nearer.
  if (file === "docs/reference/openapi.json") {
    return form === "html" ? "docs/reference" : "openapi.json";
  }
  return null;
}
