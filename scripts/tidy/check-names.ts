import type { Finding } from "./finding.ts";
import { isTest, type TextFile } from "./read-tree.ts";
import { type SyntaxNode, stringOf } from "./visit-syntax.ts";

const vague = /^(?:utils?|utilities|helpers?|common|managers?|services?|misc)$/;
const codeFolders = /^(?:src|scripts|tests|bench|bin|console|clients)\//;

/** Names of files and folders that say nothing of what is in them. */
export function checkPathNames(file: TextFile): readonly Finding[] {
  if (!codeFolders.test(file.path)) return [];
  const word = file.path
    .toLowerCase()
    .split(/[/._-]/)
    .find((part) => vague.test(part));
  if (word === undefined) return [];
  const sentence = `"${word}" names no content; name it for what it does`;
  return [{ path: file.path, line: 1, rule: "vague-name", sentence }];
}

const families: Readonly<Record<string, string>> = {
  openai: "openai|gpt",
  google: "google|gemini",
  anthropic: "anthropic|claude",
};
const everyName = new RegExp(Object.values(families).join("|"), "i");

/** Places where every provider may be named, each with the reason. */
const namedEverywhere: readonly (readonly [string, string])[] = [
  ["src/providers/registry.ts", "the one line per provider that connects its folder"],
  ["src/providers/sandbox/", "it stands in for all of them, by their wires and models"],
  ["src/http/dialects/", "a dialect is named for whoever published it"],
  ["src/http/routes/dialects/", "its endpoints are connected by that name"],
  ["src/core/tokens/vision/", "a picture rule is named for whoever published it"],
  ["src/core/tokens/image-output/", "so is a table of what pictures count that come out"],
];

/** A provider is named in its own folder alone, so that adding one changes nothing else. */
export function checkProviderNames(file: TextFile): readonly Finding[] {
  if (!file.path.startsWith("src/") || isTest(file.path)) return [];
  if (namedEverywhere.some(([place]) => file.path.startsWith(place))) return [];
  const own = families[/^src\/providers\/([^/]+)\//.exec(file.path)?.[1] ?? ""];
  const ownNames = own === undefined ? null : new RegExp(own, "gi");
  return (file.syntax ?? []).flatMap((visit): Finding[] => {
    const text = wordsOf(visit.node);
    const found = everyName.exec(ownNames === null ? text : text.replace(ownNames, ""));
    if (found === null) return [];
    const sentence = `names "${found[0]}" outside its own folder`;
    return [{ path: file.path, line: visit.line, rule: "provider-name", sentence }];
  });
}

/** What a node says by itself: an identifier, a string, a piece of a template. */
function wordsOf(node: SyntaxNode): string {
  if (node.type === "Identifier") return String(node["name"]);
  if (node.type !== "TemplateElement") return stringOf(node) ?? "";
  const value = node["value"];
  const raw = typeof value === "object" && value !== null && "raw" in value ? value.raw : "";
  return String(raw);
}
