import { setImmediate as nextRound } from "node:timers/promises";
import type { OpenApiDocument } from "../openapi/document.ts";
import { findSections, type Section } from "./find-sections.ts";
import type { Library } from "./read-library.ts";

/**
 * What the search looks through, as JSON: every section and every endpoint. The browser makes the
 * index of it. Page by page, each in a round of its own: no stream waits for all of them.
 */
export async function writeSections(library: Library, document: OpenApiDocument): Promise<string> {
  const sections: Section[] = [];
  for (const page of library.pages.values()) {
    sections.push(...findSections(page));
    await nextRound();
  }
  return JSON.stringify({ sections: [...sections, ...endpointsOf(document)] });
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
