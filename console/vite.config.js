import { readFileSync } from "node:fs";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { overviewHead } from "./src/pages/overview/overview-head.ts";

/** The gateway that `npm run dev` asks; the built console asks whoever serves it. */
const gateway = process.env.FAREBOX_URL ?? "http://127.0.0.1:8080";
const proxied = ["/v1", "/admin", "/console/v1", "/livez", "/docs"];

/** The console itself, and the two ways into it: small, for who has nothing of it yet. */
const documents = ["index", "sign-in", "invitation"];

/** What the ways in share with the console: they must import nothing else of it. */
const shared = [
  ...["entrance/fetch-ahead", "entrance/on-submit"],
  ...["api/call", "api/server-state", "api/session", "api/when-quiet"],
];

/**
 * Few files come sooner than many, for each is a question on one of six lines; but one large one
 * would leave five of them idle.
 */
const groups = [
  { name: "entrance", test: (id) => shared.some((name) => id.endsWith(`/src/${name}.ts`)) },
  { name: "react", tags: ["$initial"], test: /node_modules\/(react-dom|scheduler)\// },
  { name: "router", tags: ["$initial"], test: /node_modules\/(@tanstack\/(?!.*query)|react\/)/ },
  { name: "frame", tags: ["$initial"], test: /node_modules|\/src\/(?!entrance\/).*\.tsx?$/ },
];

export default defineConfig({
  plugins: [react(), showHead(), themeFirst(), serveEntrances(), listAhead()],
  build: {
    target: "es2023",
    // The policy of the pages forbids data: in scripts and styles; small files stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: documents.map((name) => join(import.meta.dirname, `${name}.html`)),
      output: { codeSplitting: { groups } },
    },
  },
  server: { host: "127.0.0.1", proxy: Object.fromEntries(proxied.map((path) => [path, gateway])) },
});

/** The overview's document is the console's, with its own words in place of those that wait. */
function showHead() {
  const waiting = '<p class="lead">The console is on its way.</p>';
  const { title, lead } = overviewHead;
  const words = `<h1>${title}</h1><p class="lead">${lead}</p>`;
  const head = `<header class="page-head"><div>${words}</div></header>`;
  return {
    name: "show-head",
    enforce: "post",
    generateBundle(_options, bundle) {
      const { source } = bundle["index.html"];
      if (!source.includes(waiting)) this.error("index.html has no words to replace");
      const overview = source.replace("<title>", `<title>${title} · `).replace(waiting, head);
      this.emitFile({ type: "asset", fileName: "overview.html", source: overview });
    },
  };
}

/** The one script that a document waits for; a file of its own, for the policy allows no other. */
function themeFirst() {
  const path = "src/shell/first-theme.js";
  const name = "first-theme.js";
  return {
    name: "theme-first",
    buildStart() {
      const source = readFileSync(join(import.meta.dirname, path));
      if (!this.meta.watchMode) this.emitFile({ type: "asset", name, source });
    },
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle }) => {
        const built = Object.values(bundle ?? {}).find(({ names }) => names?.includes(name));
        const src = `/${built?.fileName ?? path}`;
        return [{ tag: "script", attrs: { src }, injectTo: "head-prepend" }];
      },
    },
  };
}

/** While developing: `/sign-in` is the document of that name, as the gateway serves it. */
function serveEntrances() {
  return {
    name: "serve-entrances",
    configureServer: ({ middlewares }) => {
      middlewares.use((request, _response, next) => {
        request.url = request.url.replace(/^\/(sign-in|invitation)(?=\?|$)/, "/$1.html");
        next();
      });
    },
  };
}

/** Lists the console's files in the ways into it, where `fetch-ahead.ts` finds them. */
function listAhead() {
  return {
    name: "list-ahead",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { filename, bundle }) => {
        const frame = Object.values(bundle ?? {}).find(({ name }) => name === "frame");
        if (frame === undefined || !/\/(sign-in|invitation)\.html$/.test(filename)) return [];
        const children = [frame.fileName, ...frame.imports].map((name) => ({
          tag: "link",
          attrs: { rel: "prefetch", href: `/${name}` },
        }));
        return [{ tag: "template", children, injectTo: "body" }];
      },
    },
  };
}
