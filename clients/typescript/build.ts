import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

type Manifest = Readonly<Record<string, unknown>>;

const root = import.meta.dirname;

/** Writes the published form into a folder: each source as JavaScript, with its types. */
export function build(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
  const program = join(dirname(compiler), "bin", "tsc");
  execFileSync(process.execPath, [program, "-p", root, "--outDir", folder], { stdio: "inherit" });
  const manifest: Manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const text = JSON.stringify(publishedManifest(manifest), null, 2);
  writeFileSync(join(folder, "package.json"), `${text}\n`);
  copyFileSync(join(root, "README.md"), join(folder, "README.md"));
  copyFileSync(join(root, "../../LICENSE"), join(folder, "LICENSE"));
}

/** The manifest of what is published: its paths are those of the built files. */
function publishedManifest(manifest: Manifest): Manifest {
  const { private: _private, scripts: _scripts, exports, imports, ...kept } = manifest;
  return { ...kept, exports: builtPaths(exports), imports: builtPaths(imports) };
}

function builtPaths(value: unknown): unknown {
  if (typeof value === "string") return value.replace("./src/", "./").replace(/\.ts$/, ".js");
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, builtPaths(inner)]),
  );
}

if (import.meta.main) {
  build(join(root, "dist"));
  console.log("dist is ready: npm publish ./dist");
}
