import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually } from "../doubles/browser.ts";
import { consoleStage } from "../doubles/console-stage.ts";

const openStage = consoleStage();

function costs(page: Page) {
  return page.getByRole("table", { name: "What the workload costs on each model" });
}

test("five scenarios are ready, and each is planned on every model", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/planner" });
  await costs(page).getByText("recommended", { exact: true }).first().waitFor();
  const names = ["Long agent dialogue with pictures", "Batch extraction from PDF"];
  for (const name of names) {
    await page.getByRole("button", { name, exact: true }).click();
    await page.getByRole("heading", { name: `A month of ${name}` }).waitFor();
    assert((await costs(page).getByRole("row").count()) > 5);
  }
  const dialogue = page.getByRole("button", { name: names[0] ?? "", exact: true });
  await dialogue.click();
  await page.getByRole("table", { name: "What a conversation costs on each model" }).waitFor();
  const scenarios = dialogue.locator("xpath=..").getByRole("button");
  assert.equal(await scenarios.count(), 5);
});

test("a slider shows what if; the form plans anew, and says what can't be", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/planner" });
  const what = costs(page).getByRole("columnheader", { name: "What if: a month" });
  const slider = page.getByLabel("Length of answers");
  await slider.focus();
  await slider.press("ArrowLeft");
  await what.waitFor();
  await page.waitForURL(/what_if=/);
  await page.reload();
  await what.waitFor();
  await page.getByRole("button", { name: "Reset" }).click();
  await what.waitFor({ state: "detached" });

  const month = async () => (await costs(page).getByRole("row").nth(1).textContent()) ?? "";
  await costs(page).waitFor();
  const before = await month();
  const many = page.getByLabel("How many a day");
  await many.fill("987654");
  await eventually(async () => (await month()) !== before, "the plan is made anew");
  await many.fill("a lot");
  await page.locator("[aria-invalid=true]").first().waitFor();
  assert.equal(await many.getAttribute("aria-invalid"), "true");
});
