import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { parse } from "yaml";
import { loadWorkload } from "../../src/admin/load-workload.ts";
import { consoleStage } from "../doubles/console-stage.ts";
import { at, listAt } from "../doubles/json.ts";
import { settle } from "../doubles/walk-pages.ts";

const openStage = consoleStage();

/** What the next plan answers, once `act` has asked for it. */
async function planOf(page: Page, act: () => Promise<unknown>): Promise<unknown> {
  const answered = page.waitForResponse((response) => response.url().includes("/admin/v1/plan"));
  await act();
  const response = await answered;
  return response.json();
}

/** The amounts of one model as the page shows them. */
function monthOf(page: Page, model: string) {
  const table = page.getByRole("table", { name: "What the workload costs on each model" });
  return table.getByRole("row").filter({ hasText: model });
}

test("every shipped workload is planned, and shows what the gateway answers", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/planner" });
  await settle(page);
  for (const name of ["Batch extraction", "Real-time chat", "Single-picture", "Tool calling"]) {
    const plan = await planOf(page, () => page.getByRole("button", { name }).click());
    const [first] = listAt(plan, "models");
    const month = String(at(first, "cost.month")).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ",");
    await monthOf(page, String(at(first, "model")))
      .getByText(`$${month}`)
      .first()
      .waitFor();
  }
  assert.match(page.url(), /scenario=tool-calling/);
});

test("what is changed is planned anew, and kept in the address", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const path = "/planner?scenario=tagging";
  const { page } = await stage.visit(context, owner, { path });
  await settle(page);
  const calls = page.getByLabel("How many a day");
  const plan = await planOf(page, () => calls.fill("500"));
  assert.equal(at(plan, "calls_per_day"), 500);
  await page.reload();
  await settle(page);
  assert.equal(await page.getByLabel("How many a day").inputValue(), "500");
  await calls.fill("many");
  await calls.and(page.locator("[aria-invalid=true]")).waitFor();
  await page.getByText(/`calls_per_day` is "many"/).waitFor();
});

test("a slider and a proposal show what would be saved, and are taken back", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/planner?scenario=tagging" });
  await settle(page);
  const plan = await planOf(page, () => page.getByLabel("Length of answers").fill("50"));
  assert.notEqual(at(plan, "models.0.what_if.month"), null);
  await page.getByRole("columnheader", { name: "What if: a month" }).waitFor();
  const gone = { state: "detached" } as const;
  const column = page.getByRole("columnheader", { name: "What if: a month" });
  await page.getByRole("button", { name: "Reset" }).click();
  await column.waitFor(gone);
  const proposal = page.getByRole("button", { name: /^max_tokens=\d+ saves/ }).first();
  await planOf(page, () => proposal.click());
  await column.waitFor();
  await page.getByRole("button", { name: /^Take back max_tokens=/ }).click();
  await column.waitFor(gone);
});

test("the workload leaves as YAML that the command reads as the same", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const path = "/planner?scenario=realtime-chat";
  const { page } = await stage.visit(context, owner, { path });
  await settle(page);
  await page.getByLabel("Name", { exact: true }).fill("Chat: yes, #1");
  await page.getByRole("button", { name: "Export to YAML" }).click();
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download workload.yaml" }).click();
  const folder = await mkdtemp(join(tmpdir(), "farebox-workload-"));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "workload.yaml");
  await (await waiting).saveAs(file);
  const shipped = loadWorkload("realtime-chat", join(import.meta.dirname, "../../data/workloads"));
  const expected = parse(JSON.stringify(shipped.value));
  assert.deepEqual(loadWorkload(file, folder).value, { ...expected, name: "Chat: yes, #1" });
});

test("two steps show their saving, dearest first, under the name to ask for", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const path = "/planner?scenario=pdf-extraction";
  const { page } = await stage.visit(context, owner, { path });
  await settle(page);
  const pairs = page.getByRole("table", { name: "Pairs of models, the largest saving first" });
  await pairs
    .getByText(/^two-step\/[\w.-]+\+[\w.-]+$/)
    .first()
    .waitFor();
  const saved = await pairs.getByText(/^\d+(\.\d+)? %$/).allTextContents();
  const percents = saved.map((one) => Number.parseFloat(one));
  assert(percents.length > 1);
  assert.deepEqual(
    percents,
    [...percents].sort((one, other) => other - one),
  );
});
