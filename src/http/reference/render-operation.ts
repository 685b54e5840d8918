import type { Parameter, Response } from "../openapi/document.ts";
import { type Html, html, inline, prose } from "./html.ts";
import { type Property, propertiesOf, referredName, resolve, type Schemas } from "./read-schema.ts";
import { type Place, renderExamples } from "./render-example.ts";
import { renderFields, renderProperties, renderType } from "./render-schema.ts";

/** One endpoint: what it does, takes, answers and refuses, with an example. */
export function renderOperation(schemas: Schemas, place: Place): Html {
  const { method, path, operation } = place;
  return html`
<article class="operation" id="${operation.operationId}">
<h3><a class="anchor" href="#${operation.operationId}">${operation.summary}</a></h3>
<p class="endpoint">${renderMethod(method)} <code>${breakable(path)}</code></p>
<div class="columns">
<div class="told">
${operation.description === undefined ? null : prose(operation.description)}
${parameterPlaces.map(([where, title]) => renderParameters(place, where, title))}
${renderBody(schemas, place)}
${renderAnswers(place)}
${renderRefusals(place)}
</div>
${renderExamples(schemas, place)}
</div>
</article>`;
}

export function renderMethod(method: string): Html {
  return html`<span class="method ${method.toLowerCase()}">${method}</span>`;
}

/** A path that a narrow screen may break after any of its steps. */
export function breakable(path: string): Html {
  return { markup: html`${path}`.markup.replaceAll("/", "/<wbr>") };
}

const parameterPlaces = [
  ["path", "In the path"],
  ["query", "In the query"],
  ["header", "Headers"],
] as const;

function renderParameters(place: Place, where: Parameter["in"], title: string): Html | null {
  const found = (place.operation.parameters ?? []).filter((one) => one.in === where);
  if (found.length === 0) return null;
  const properties = found.map(({ name, schema, description, required }) => ({
    name,
    required,
    schema: description === undefined ? schema : { ...schema, description },
  }));
  return html`<h4>${title}</h4>${renderProperties(properties, "sent")}`;
}

function renderBody(schemas: Schemas, { operation }: Place): Html | null {
  const given = operation.requestBody?.content["application/json"]?.schema;
  if (given === undefined) return null;
  const schema = resolve(schemas, given);
  const description = schema["description"];
  return html`<h4>Body</h4>${
    typeof description === "string" ? html`<p>${inline(description)}</p>` : null
  }${renderFields(schema, "sent")}`;
}

function renderAnswers({ operation }: Place): Html {
  const answers = Object.entries(operation.responses).filter(
    ([, one]) => one["x-codes"] === undefined,
  );
  return html`<h4>Answers</h4>${answers.map(([status, answer]) => renderAnswer(status, answer))}`;
}

function renderAnswer(status: string, answer: Response): Html {
  const content = Object.entries(answer.content ?? {});
  const headers = Object.entries(answer.headers ?? {}).flatMap(([name, header]) =>
    "schema" in header
      ? [{ name, required: true, schema: { ...header.schema, ...describing(header) } }]
      : [],
  );
  return html`
<p><span class="status">${status}</span> ${inline(answer.description)}</p>
<ul class="media">${content.map(
    ([type, { schema }]) => html`<li><code>${type}</code> ${renderMedia(schema)}</li>`,
  )}</ul>
${content.map(([, { schema }]) => renderFields(schema, "answered"))}
${headers.length === 0 ? null : renderHeaders(headers)}`;
}

function renderHeaders(headers: readonly Property[]): Html {
  return html`
<details><summary>Headers of the answer</summary>
${renderProperties(headers, "answered")}</details>`;
}

/** A schema with a name is linked; the fields of another follow, so its type says nothing. */
function renderMedia(schema: Readonly<Record<string, unknown>>): Html | null {
  const told = referredName(schema) === null && propertiesOf(schema).length > 0;
  return told ? null : renderType(schema);
}

function describing({ description }: { readonly description?: string }) {
  return description === undefined ? {} : { description };
}

function renderRefusals({ operation }: Place): Html | null {
  const refused = Object.entries(operation.responses).flatMap(([status, one]) =>
    one["x-codes"] === undefined ? [] : [{ status, codes: one["x-codes"] }],
  );
  if (refused.length === 0) return null;
  return html`<h4>Refusals</h4><ul class="refusals">${refused.map(
    ({ status, codes }) =>
      html`<li><span class="status">${status}</span> ${codes.map(
        (code) => html`<a href="#refusal-${code}"><code>${code}</code></a> `,
      )}</li>`,
  )}</ul>`;
}
