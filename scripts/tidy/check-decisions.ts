import type { Finding } from "./finding.ts";
import type { TextFile } from "./read-tree.ts";

const kinds = ["dependencies", "devDependencies", "optionalDependencies"] as const;

/** Every dependency has a dated page in docs/decisions that names it and says why. */
export function checkDecisions(files: readonly TextFile[]): readonly Finding[] {
  const manifest = files.find((file) => file.path === "package.json");
  if (manifest === undefined) return [];
  const pages = files.filter((file) => /^docs\/decisions\/\d{4}-.*\.md$/.test(file.path));
  const decided = pages.map((page) => page.text).join("\n");
  return dependenciesOf(manifest.text).flatMap((name): Finding[] => {
    if (decided.includes(`\`${name}\``)) return [];
    const line = manifest.lines.findIndex((text) => text.includes(`"${name}":`)) + 1;
    const sentence = `no page of docs/decisions names \`${name}\` and says why it was chosen`;
    return [{ path: manifest.path, line, rule: "undecided-dependency", sentence }];
  });
}

function dependenciesOf(manifest: string): readonly string[] {
  const read: unknown = JSON.parse(manifest);
  if (typeof read !== "object" || read === null) return [];
  const fields = new Map<string, unknown>(Object.entries(read));
  return kinds.flatMap((kind) => Object.keys(fields.get(kind) ?? {}));
}
