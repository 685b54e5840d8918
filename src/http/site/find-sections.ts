import { marked, type Token, type Tokens } from "marked";
import type { Page } from "./read-library.ts";
import { plainText } from "./render-markdown.ts";
import { createSlugs } from "./slug.ts";

/** What a search finds: a heading and all that stands below it, up to the next one. */
export interface Section {
  /** Without the first slash, with the anchor. */
  readonly place: string;
  readonly title: string;
  /** The page that it is on. */
  readonly page: string;
  readonly text: string;
}

/** Long programs and tables of data would drown the words that are searched for. */
const codeCharactersMax = 1_500;

export function findSections(page: Page): readonly Section[] {
  const slug = createSlugs();
  const sections: { place: string; title: string; page: string; text: string }[] = [];
  for (const token of marked.lexer(page.markdown) as readonly Token[]) {
    if (token.type === "heading") {
      const title = plainText(token.tokens ?? []);
      const place = `${page.address}#${slug(title)}`;
      sections.push({ place, title, page: page.title, text: "" });
      continue;
    }
    const last = sections.at(-1);
    const text = textOf(token);
    if (last !== undefined && text !== "") last.text += `${text}\n`;
  }
  return sections;
}

function textOf(token: Token): string {
  switch (token.type) {
    case "code":
      return token.text.slice(0, codeCharactersMax);
    case "list":
      return (token as Tokens.List).items.map(({ tokens }) => textsOf(tokens)).join("\n");
    case "table":
      return rowsOf(token as Tokens.Table)
        .map((row) => row.map((cell) => plainText(cell.tokens)).join(" "))
        .join("\n");
    case "html":
    case "space":
      return "";
    default:
      return plainText("tokens" in token ? (token.tokens ?? []) : [token]);
  }
}

function textsOf(tokens: readonly Token[]): string {
  return tokens.map(textOf).join(" ");
}

function rowsOf({ header, rows }: Tokens.Table): readonly (readonly Tokens.TableCell[])[] {
  return [header, ...rows];
}
