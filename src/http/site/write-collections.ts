import type { Library } from "./read-library.ts";
import { placeOf, writeMarkdown } from "./resolve-link.ts";

/** `/llms.txt`: what there is to read, with a sentence on each; the home page itself. */
export function writeContents(library: Library): string {
  return writeMarkdown(library, library.home, "llms.txt");
}

/** `/llms-full.txt`: every page in the order of the contents, each under its place. */
export function writeEverything(library: Library): string {
  const parts = [...library.pages.values()].map((page) => {
    const text = writeMarkdown(library, page, "llms-full.txt");
    return `<!-- /${placeOf(page, "markdown")} -->\n\n${text.trim()}\n`;
  });
  return parts.join("\n\n");
}
