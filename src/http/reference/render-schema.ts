import type { Schema } from "../openapi/document.ts";
import { type Html, html, inline, joined } from "./html.ts";
import {
  numberAt,
  type Property,
  propertiesOf,
  referredName,
  schemasAt,
  textAt,
} from "./read-schema.ts";

/** What is said of a field: of one that is sent that it must be there, else that it may not be. */
export type Direction = "sent" | "answered";

/** The fields of an object, each with its type, what it means, and the fields within it. */
export function renderFields(schema: Schema, direction: Direction): Html | null {
  const properties = propertiesOf(schema);
  return properties.length === 0 ? null : renderProperties(properties, direction);
}

export function renderProperties(properties: readonly Property[], direction: Direction): Html {
  return html`<dl class="fields">${properties.map((one) => renderProperty(one, direction))}</dl>`;
}

function renderProperty({ name, schema, required }: Property, direction: Direction): Html {
  const description = descriptionOf(schema);
  const mark = required === (direction === "sent") ? marks[direction] : null;
  return html`
<div class="field">
<dt><code class="name">${name}</code> <span class="type">${renderType(schema)}</span>
${mark === null ? null : html`<span class="mark">${mark}</span>`}</dt>
<dd>${description === null ? null : html`<p>${inline(description)}</p>`}
${renderWithin(schema, direction)}</dd>
</div>`;
}

const marks = { sent: "required", answered: "optional" } as const;

/** Its own, or that of the first of its choices that has one. */
function descriptionOf(schema: Schema): string | null {
  const own = textAt(schema, "description");
  if (own !== null) return own;
  const told = schemasAt(schema, "anyOf").map((one) => textAt(one, "description"));
  return told.find((one) => one !== null) ?? null;
}

/** Fields of objects that lie within a schema: its own, of its items, of its choices. */
function renderWithin(schema: Schema, direction: Direction): Html | null {
  const own = renderFields(schema, direction);
  const within = ["items", "anyOf"].flatMap((key) =>
    schemasAt(schema, key).map((one) => renderWithin(one, direction)),
  );
  const found = [own, ...within].filter((one) => one !== null);
  return found.length === 0 ? null : html`${found}`;
}

/** A type in a few words. */
export function renderType(schema: Schema): Html {
  const name = referredName(schema);
  if (name !== null) return html`<a href="#schema-${name}">${name}</a>`;
  const { enum: choices, anyOf } = schema;
  if (Array.isArray(choices)) return renderChoices(choices);
  if ("const" in schema) return html`<code>${JSON.stringify(schema["const"])}</code>`;
  if (Array.isArray(anyOf)) return joined(schemasAt(schema, "anyOf").map(renderType), " or ");
  const type = textAt(schema, "type") ?? "anything";
  if (type === "array") return renderList(schema);
  return html`${type}${renderBounds(schema)}`;
}

function renderChoices(choices: readonly unknown[]): Html {
  return joined(
    choices.map((choice) => html`<code>${JSON.stringify(choice)}</code>`),
    " or ",
  );
}

function renderList(schema: Schema): Html {
  const items = schemasAt(schema, "items").map(renderType);
  return html`list of ${joined(items, ", ")}${renderBounds(schema)}`;
}

/** Bounds from here on only keep nonsense out, and say nothing to a reader. */
const toldMax = 1_000_000_000;

function renderBounds(schema: Schema): Html | null {
  const format = textAt(schema, "format");
  const least = numberAt(schema, "minimum");
  const most = numberAt(schema, "maximum");
  const longest = numberAt(schema, "maxLength");
  const longestList = numberAt(schema, "maxItems");
  const told = [
    format === null ? null : format,
    renderRange(least, most !== null && most >= toldMax ? null : most),
    longest === null ? null : `at most ${longest} characters`,
    longestList === null ? null : `at most ${longestList} of them`,
  ].filter((one) => one !== null);
  return told.length === 0 ? null : html`, ${told.join(", ")}`;
}

function renderRange(least: number | null, most: number | null): string | null {
  if (least === null && most === null) return null;
  if (most === null) return least === 0 ? null : `${least} or more`;
  return `${least ?? 0} to ${most}`;
}
