import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { startGateway } from "../doubles/gateway.ts";
import { type Reply, send } from "../doubles/http-client.ts";
import { readPage, root } from "./pages.ts";

const gateway = await startGateway();
after(() => gateway.close());
const html = { accept: "text/html" };
const get = (path: string, headers: Record<string, string> = {}): Promise<Reply> =>
  send({ url: gateway.url() + path, headers });

const home = await get("/docs");
const contents = linksOf(home.text, "/docs");
const pages = new Set(
  contents
    .map((link) => link.split("#")[0] ?? "")
    .filter((path) => /^\/docs(\/[\w-]+)*$/.test(path)),
);
const texts = new Map<string, string>();
for (const path of pages) texts.set(path, (await get(path, html)).text);

/** Where the links of a page lead, as a browser resolves them. */
function linksOf(text: string, path: string): readonly string[] {
  return [...text.matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, target = ""]) => {
    const { href, origin, pathname, hash } = new URL(target, gateway.url() + path);
    return origin === gateway.url() ? pathname + hash : href;
  });
}

function idsOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id = ""]) => id));
}

test("every page of the guides and the reference is in the contents, and is served", () => {
  const files = ["docs", "docs/guides", "docs/reference"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `/${folder}/${name}`.replace("/README", "").replace(".md", "")),
  );
  assert(files.length > 15, "there are pages");
  for (const file of files) assert(texts.has(file), `${file} is in docs/README.md`);
  for (const [path, text] of texts) assert.match(text, /<h1/, path);
  const listed = [...readPage("docs/README.md").matchAll(/^- \[[^\]]+\]\(([^)]+)\)/gm)];
  const targets = listed.map(([, target]) => target);
  assert.equal(new Set(targets).size, targets.length, "each of them once");
});

test("each link of each page leads somewhere, anchors too", async () => {
  const known = new Map<string, Reply>();
  let count = 0;
  for (const [path, text] of texts) {
    for (const link of new Set(linksOf(text, path))) {
      if (!link.startsWith("/")) continue;
      const [place = "", anchor] = link.split("#");
      const reply = known.get(place) ?? (await get(place));
      known.set(place, reply);
      count += 1;
      // The icon is the console's, and is there where that is built.
      if (place !== "/icon.svg") assert.equal(reply.status, 200, `${path} links ${link}`);
      if (anchor !== undefined) assert(idsOf(reply.text).has(anchor), `${path} links ${link}`);
    }
  }
  assert(count > 500, `${count} links`);
});

test("each page is served as Markdown too, whose links lead to Markdown", async () => {
  for (const path of [...pages].filter((one) => one !== "/docs/reference")) {
    const place = path === "/docs" ? "/docs/index.md" : `${path}.md`;
    const { status, headers, text } = await get(place);
    assert.equal(status, 200, place);
    assert.match(String(headers["content-type"]), /^text\/markdown/);
    await checkLinks(place, text);
  }
  for (const place of ["/llms.txt", "/llms-full.txt"]) {
    const { text } = await get(place);
    assert.match(text, /^(<!-- .* -->\n\n)?# Farebox documentation\n\n> /);
    await checkLinks(place, text);
  }
});

async function checkLinks(place: string, text: string): Promise<void> {
  const prose = text.replaceAll(/^ *```.*?^ *```$/gms, "");
  for (const [, target = ""] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^(https?:|#)/.test(target)) continue;
    const { pathname } = new URL(target, gateway.url() + place);
    assert(/\.(md|json|png)$/.test(pathname), `${place} links ${target}`);
    assert(await served(pathname), `${place} links ${target}`);
  }
}

const servedBefore = new Map<string, Promise<boolean>>();

function served(path: string): Promise<boolean> {
  const asked = servedBefore.get(path) ?? get(path).then(({ status }) => status === 200);
  servedBefore.set(path, asked);
  return asked;
}

test("a page takes nothing from anybody else, runs no script but the site's, and says so", () => {
  const policy = String(home.headers["content-security-policy"]);
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  for (const [path, text] of texts) {
    const scripts = [...text.matchAll(/<script[^>]*>(.?)/g)].map(([tag]) => tag);
    assert.equal(scripts.length, 1, path);
    assert.match(scripts[0] ?? "", /^<script type="module" src="[./a-z]*site\.js"><$/, path);
    assert.doesNotMatch(text, /<style| style=| on\w+="|@import| src="https?:/, path);
    assert.doesNotMatch(text, /<link [^>]*href="https?:/, path);
  }
});

test("the looks come from the gateway alone, in light and dark", async () => {
  const style = await get("/docs/style.css");
  assert.match(String(style.headers["content-type"]), /^text\/css/);
  assert.match(style.text, /prefers-color-scheme: dark/);
  assert.doesNotMatch(style.text, /url\(|@import/);
});

test("what has not changed is not sent again", async () => {
  const { headers } = await get("/docs/style.css");
  const again = await get("/docs/style.css", { "if-none-match": String(headers["etag"]) });
  assert.deepEqual([again.status, again.text], [304, ""]);
});

test("a slash at the end leads to the page, and what is no page says so", async () => {
  const turned = await get("/docs/guides/clients/");
  assert.equal(turned.status, 308);
  assert.equal(turned.headers["location"], "../clients");
  const page = await get("/docs/guides/<b>nothing", html);
  assert.equal(page.status, 404);
  assert.match(page.text, /No such page/);
  assert.doesNotMatch(page.text, /<b>/);
  const refusal = await get("/docs/guides/nothing");
  assert.deepEqual([refusal.status, refusal.code], [404, "not_found"]);
  for (const path of ["/docs/../package.json", "/docs/%2e%2e/package.json", "/docs//etc/passwd"]) {
    assert.equal((await get(path)).status, 404, path);
  }
});
