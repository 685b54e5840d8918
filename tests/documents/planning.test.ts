import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { isRecord } from "../../src/core/is-record.ts";
import { readPlanQuestion } from "../../src/core/planning/read-plan-question.ts";
import { workloadKeys } from "../../src/core/planning/read-workload.ts";
import { writePlan } from "../../src/core/planning/write-plan.ts";
import { runCommand } from "../doubles/command.ts";
import { modelOf, plan, shippedCatalogue, shippedWorkloads } from "../doubles/planning.ts";
import { blocksOf, readPage } from "./pages.ts";

const guide = readPage("docs/guides/choosing-a-model.md");

test("what the guide shows of a plan is what the command prints", async () => {
  const shown = blocksOf(guide).filter(({ text }) => text.startsWith("$ farebox plan "));
  assert.ok(shown.length > 0);
  for (const { text } of shown) {
    const [command = "", ...lines] = text.trimEnd().split("\n");
    const ran = await runCommand(command.split(" ").slice(2));
    let from = 0;
    for (const line of lines.filter((one) => one !== "…" && one !== "")) {
      const found = ran.output.indexOf(`${line}\n`, from);
      assert.notEqual(found, -1, `${line}\n${ran.output}`);
      from = found;
    }
  }
});

test("the guide's workload can be planned, and its table names every key", () => {
  const [block] = blocksOf(guide).filter(({ language }) => language === "yaml");
  const { workload } = readPlanQuestion(parse(block?.text ?? ""), shippedCatalogue);
  assert.equal(workload.name, "Captions");
  for (const key of workloadKeys) assert.ok(guide.includes(`\`${key}\``), key);
  for (const name of shippedWorkloads) assert.ok(guide.includes(`| \`${name}\` |`), name);
});

test("the reference's plan is what its workload gives", () => {
  const section = readPage("docs/reference/api.md").split("## POST /v1/plan\n")[1] ?? "";
  const [asked, answered] = blocksOf(section).map(({ text }): unknown => JSON.parse(text));
  assert(isRecord(asked));
  const planned = plan(asked, { calls: 100_000 });
  const model = modelOf(planned, "gemini-3.1-flash-image-preview");
  const whole: unknown = JSON.parse(JSON.stringify(writePlan({ ...planned, models: [model] })));
  assertShown(answered, whole, "plan");
});

/** Everything shown is there, except where dots stand for the rest. */
function assertShown(shown: unknown, whole: unknown, path: string): void {
  if (Array.isArray(shown)) {
    for (const [at, one] of shown.entries()) {
      assertShown(one, Array.isArray(whole) ? whole[at] : undefined, `${path}[${at}]`);
    }
  } else if (isRecord(shown)) {
    for (const [key, value] of Object.entries(shown)) {
      if (key === "…") continue;
      assertShown(value, isRecord(whole) ? whole[key] : undefined, `${path}.${key}`);
    }
  } else assert.deepEqual(shown, whole, path);
}
