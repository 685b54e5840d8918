import MiniSearch from "minisearch";
import type { OpenApiDocument } from "../openapi/document.ts";
import { findSections, type Section } from "./find-sections.ts";
import type { Library } from "./read-library.ts";

/** How sections are indexed; the browser reads the index with the same terms. */
const indexTerms = {
  idField: "place",
  fields: ["title", "page", "text"],
  storeFields: ["place", "title", "page", "text"],
};

/** What the search of the pages works with, as JSON: every section and every endpoint. */
export function buildIndex(library: Library, document: OpenApiDocument): string {
  const index = new MiniSearch<Section>(indexTerms);
  index.addAll([...library.pages.values()].flatMap(findSections));
  index.addAll(endpointsOf(document));
  return JSON.stringify({ terms: indexTerms, index });
}

function endpointsOf(document: OpenApiDocument): readonly Section[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, summary, description = "" }]) => ({
      place: `docs/reference#${operationId}`,
      title: `${method.toUpperCase()} ${path}`,
      page: "Endpoints",
      text: `${summary}. ${description.replaceAll("`", "")}`,
    })),
  );
}
