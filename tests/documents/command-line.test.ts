import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand } from "../doubles/command.ts";
import { readPage } from "./pages.ts";

const guide = readPage("docs/guides/command-line.md");

/** The sections of the guide, by their command. */
const sections = new Map(
  guide
    .split(/^## farebox /m)
    .slice(1)
    .map((section) => {
      const [name = "", ...text] = section.split("\n");
      return [name, text.join("\n")] as const;
    }),
);

function commandsIn(help: string): readonly string[] {
  const listed = [...help.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name = ""]) => name);
  return listed.filter((name) => name !== "help").sort();
}

test("the guide has a section for every command, and for no other", async () => {
  const { output } = await runCommand(["--help"]);
  assert.deepEqual([...sections.keys()].sort(), commandsIn(output));
});

test("a section names every command within its own", async () => {
  for (const [name, section] of sections) {
    const { output } = await runCommand([name, "--help"]);
    // What is told of arguments looks the same, and is no command.
    const children = output.includes("Commands:")
      ? commandsIn(output.split("Commands:")[1] ?? "")
      : [];
    for (const child of children) assert(section.includes(child), `${name} ${child}`);
  }
});

test("the help names every setting of the environment", async () => {
  const { output } = await runCommand(["--help"]);
  const settings = readPage("docs/reference/settings.md").matchAll(/^\| `(FAREBOX_\w+)` \|/gm);
  for (const [, name = ""] of settings) assert.match(output, new RegExp(`^ {2}${name} `, "m"));
});
