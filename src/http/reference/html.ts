/** Markup that is safe as it stands. */
export interface Html {
  readonly markup: string;
}

export type Fragment = Html | string | number | null | readonly Fragment[];

/** Puts fragments into markup; what is only text is escaped. */
export function html(strings: TemplateStringsArray, ...fragments: readonly Fragment[]): Html {
  let markup = strings[0] ?? "";
  for (const [index, fragment] of fragments.entries()) {
    markup += markupOf(fragment) + (strings[index + 1] ?? "");
  }
  return { markup };
}

/** A description: paragraphs parted by empty lines, code in backticks. */
export function prose(text: string): Html {
  const paragraphs = text.split("\n\n").map((one) => html`<p>${inline(one)}</p>`);
  return html`${paragraphs}`;
}

/** One sentence, with code in backticks. */
export function inline(text: string): Html {
  const pieces = text
    .split("`")
    .map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : piece));
  return html`${pieces}`;
}

/** Fragments with something between them. */
export function joined(fragments: readonly Fragment[], between: string): Html {
  return html`${fragments.flatMap((one, index) => (index === 0 ? [one] : [between, one]))}`;
}

function markupOf(fragment: Fragment): string {
  if (fragment === null) return "";
  if (isList(fragment)) return fragment.map(markupOf).join("");
  if (typeof fragment === "object") return fragment.markup;
  return String(fragment).replaceAll(/[&<>"']/g, (character) => escapes[character] ?? "");
}

function isList(fragment: Fragment): fragment is readonly Fragment[] {
  return Array.isArray(fragment);
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
