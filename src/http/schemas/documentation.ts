import Type from "typebox";
import { describedRoute, json } from "../openapi/described.ts";

export const showDocument = describedRoute({
  operationId: "getOpenApiDocument",
  tag: "Operation",
  summary: "This description, for programs",
  answers: {
    200: json("OpenAPI 3.1.", Type.Record(Type.String(), Type.Unknown())),
  },
});

export const showHome = describedRoute({
  operationId: "getDocumentation",
  tag: "Operation",
  summary: "The documentation, for people",
  answers: {
    200: { description: "What there is to read.", content: { "text/html": Type.String() } },
  },
});

export const showGuide = describedRoute({
  operationId: "getDocumentationPage",
  path: "/docs/{page}",
  tag: "Operation",
  summary: "A page of the documentation",
  description: `\`guides/pictures\` and its like, \`reference\` for this description; each guide \
also as \`.md\`. What the pages load lies here too: stylesheet, script, pictures, index.`,
  params: Type.Object({ page: Type.String({ description: "As the links have it." }) }),
  answers: {
    200: {
      description: "The page, or what pages load.",
      content: {
        "text/html": Type.String(),
        "text/markdown": Type.String(),
        "text/css": Type.String(),
        "text/javascript": Type.String(),
        "application/json": Type.Record(Type.String(), Type.Unknown()),
        "image/png": Type.String({ format: "binary" }),
      },
    },
  },
  refusals: ["not_found"],
});

export const showContentsText = describedRoute({
  operationId: "getDocumentationContents",
  tag: "Operation",
  summary: "What there is to read, for programs",
  answers: {
    200: {
      description: "A line for each page, with its address as Markdown.",
      content: { "text/plain": Type.String() },
    },
  },
});

export const showAllText = describedRoute({
  operationId: "getDocumentationText",
  tag: "Operation",
  summary: "All guides in one text",
  answers: {
    200: { description: "Markdown, page by page.", content: { "text/plain": Type.String() } },
  },
});
