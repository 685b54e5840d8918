import type { OpenApiDocument } from "../openapi/document.ts";
import { renderLayout } from "../site/render-layout.ts";
import { type Html, html, inline, prose } from "./html.ts";
import type { Place } from "./render-example.ts";
import { breakable, renderMethod, renderOperation } from "./render-operation.ts";
import { renderFields, renderType } from "./render-schema.ts";

/** The whole reference as one page, from the document alone. */
export function renderPage(document: OpenApiDocument): string {
  const { title, version, description } = document.info;
  const { schemas } = document.components;
  const groups = groupsOf(document);
  const content = html`
<section class="intro"><h1>${title}, endpoint by endpoint</h1>
${prose(description)}${renderAccess(document)}</section>
${groups.map(
  (group) => html`
<section id="${anchorOf(group.name)}"><h2>${group.name}</h2><p class="lead">${group.description}</p>
${group.places.map((place) => renderOperation(schemas, place))}
</section>`,
)}
${renderRefusalTable(document)}
${renderSchemas(document)}`;
  return renderLayout({
    address: "docs/reference",
    title: `Endpoints – ${title} ${version}`,
    version,
    menu: renderMenu(groups),
    content,
  });
}

interface Group {
  readonly name: string;
  readonly description: string;
  readonly places: readonly Place[];
}

function groupsOf(document: OpenApiDocument): readonly Group[] {
  const places = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
  return document.tags
    .map((tag) => ({
      ...tag,
      places: places.filter(({ operation }) => operation.tags.includes(tag.name)),
    }))
    .filter((group) => group.places.length > 0);
}

function anchorOf(name: string): string {
  return `group-${name.toLowerCase().replaceAll(" ", "-")}`;
}

function renderMenu(groups: readonly Group[]): Html {
  return html`<ul class="groups">${groups.map(
    (group) => html`
<li><a class="group" href="#${anchorOf(group.name)}">${group.name}</a>
<ul>${group.places.map(renderEntry)}</ul></li>`,
  )}
<li><a class="group" href="#refusals">Refusals</a></li>
<li><a class="group" href="#schemas">Schemas</a></li></ul>`;
}

function renderEntry({ method, path, operation }: Place): Html {
  const short = path.replace("/admin/v1", "").replace(/^\/v1(?=\/)/, "");
  return html`<li><a href="#${operation.operationId}" title="${method} ${path}">
${renderMethod(method)} <span class="path">${breakable(short)}</span></a></li>`;
}

function renderAccess(document: OpenApiDocument): Html {
  const rows = Object.entries(document.components.securitySchemes).map(([name, scheme]) => {
    const where = name === "admin" ? "/admin/v1/…" : "/v1/…";
    const shown = scheme.in === "cookie" ? `Cookie: ${scheme.name}=…` : "Authorization: Bearer …";
    const place = scheme.in === "cookie" ? null : html`<code>${where}</code> `;
    return html`<li>${place}<code>${shown}</code> ${inline(scheme.description)}</li>`;
  });
  return html`<ul>${rows}</ul>`;
}

function renderRefusalTable(document: OpenApiDocument): Html {
  const rows = Object.entries(document["x-refusals"]).map(
    ([code, { status, type, repeating, meaning }]) => html`
<tr id="refusal-${code}"><td class="status">${status}</td><td><code>${code}</code></td>
<td><code>${type}</code></td><td>${repeating === "repeatable" ? "may help" : "can’t help"}</td>
<td>${meaning}</td></tr>`,
  );
  return html`
<section id="refusals"><h2>Refusals</h2>
<p class="lead">Every way to say no. The body is <a href="#schema-Error">Error</a>.</p>
<table>
<thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></section>`;
}

const columns = ["Status", "Code", "Type", "Repeating", "When"];

function renderSchemas(document: OpenApiDocument): Html {
  const parts = Object.entries(document.components.schemas).map(([name, schema]) => {
    const description = schema["description"];
    return html`
<article class="schema" id="schema-${name}">
<h3><a class="anchor" href="#schema-${name}">${name}</a></h3>
${typeof description === "string" ? html`<p>${inline(description)}</p>` : null}
${renderFields(schema, "answered") ?? html`<p>${renderType(schema)}</p>`}
</article>`;
  });
  return html`
<section id="schemas"><h2>Schemas</h2>
<p class="lead">What bodies are made of.</p>${parts}</section>`;
}
