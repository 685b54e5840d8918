import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually } from "../doubles/browser.ts";
import { consoleStage } from "../doubles/console-stage.ts";
import { furnishAccount } from "../doubles/furnish-account.ts";
import { at, listAt, numberAt } from "../doubles/json.ts";
import { plainPicture } from "../doubles/sandbox-caller.ts";

const openStage = consoleStage();
const painter = "gemini-3.1-flash-image-preview";

async function firstModel(page: Page): Promise<string> {
  const row = page.getByRole("table", { name: "Models" }).getByRole("row").nth(1);
  return (await row.getByRole("link").textContent()) ?? "";
}

test("models are sorted, filtered and compared, and the address says how", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/models" });
  const listed = listAt((await stage.operator.call("/models")).json, "data");
  await page
    .getByRole("heading", { name: `${listed.length} of ${listed.length} models` })
    .waitFor();
  const sort = page.getByRole("columnheader", { name: /^Out$/ }).getByRole("button");
  await sort.click();
  await page.waitForURL(/sort=output/);
  const one = await firstModel(page);
  await sort.click();
  const other = async () => (await firstModel(page)) !== one;
  await eventually(other, "the order turned round");

  await page.getByLabel("Name").fill("gemini flash");
  await page.getByLabel("Able to").selectOption("image-out");
  await page.waitForURL(/can=image-out/);
  await page.reload();
  assert.equal(await page.getByLabel("Name").inputValue(), "gemini flash");
  await page.getByRole("table", { name: "Models" }).getByText(painter, { exact: true }).waitFor();
  await page.getByLabel("Able to").selectOption("");
  await page.getByLabel("Name").fill("no model is called so");
  await page.getByRole("button", { name: "Clear the filters" }).click();

  const boxes = page.getByRole("checkbox", { name: /^Compare/ });
  for (let index = 0; index < 5; index += 1) await boxes.nth(index).check();
  await page.getByRole("heading", { name: "Compare 5 of at most 5" }).waitFor();
  assert.equal(await boxes.nth(5).isDisabled(), true, "a sixth is not taken");
  await page.locator("canvas").first().waitFor();
  const compared = page.getByRole("table", { name: "The compared models" });
  assert.equal(await compared.getByRole("columnheader").count(), 6);
});

test("a model's page has prices, speed, and a call in three languages", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const customer = await stage.enter();
  await furnishAccount(stage, customer);
  const { page } = await stage.visit(context, customer.owner, { path: "/models" });
  await page.getByLabel("Name").fill(painter);
  await page.getByRole("table", { name: "Models" }).getByRole("link").first().click();
  await page.waitForURL(new RegExp(painter));
  await page.getByRole("table", { name: "Price history" }).getByText("in force").waitFor();
  await page.getByText("$60.00").first().waitFor();
  await page.getByText(/median of/).waitFor();
  assert.equal(await page.getByText("Provider cost").count(), 0);
  for (const language of ["cURL", "Python", "Node.js"]) {
    await page.getByRole("tab", { name: language }).click();
    const code = page.getByRole("region", { name: `The call in ${language}` });
    const text = (await code.textContent()) ?? "";
    assert(text.includes(painter) && text.includes(stage.gateway.url()), text);
    assert.equal(text.includes(customer.secret), false);
  }

  const operators = await stage.visit(context, stage.asOperator, { path: `/models/${painter}` });
  await operators.page.getByText("Provider cost").first().waitFor();
  await operators.page.getByRole("table", { name: "Ways to the model" }).waitFor();
});

test("a picture is counted and drawn by the model's own rule", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: `/models/${painter}` });
  const [, base64 = ""] = (await plainPicture(2048, 2048, "#8ac")).split(",");
  const file = { name: "square.png", mimeType: "image/png", buffer: Buffer.from(base64, "base64") };
  await page.getByLabel("Picture", { exact: true }).setInputFiles(file);
  await page.getByRole("img", { name: /2048 × 2048 pixels/ }).waitFor();
  const path = `/picture-tokens?model=${painter}&width=2048&height=2048`;
  const counts = listAt((await stage.operator.call(path)).json, "data");
  for (const detail of ["low", "high", "auto"]) {
    await page.getByRole("radio", { name: detail }).check();
    const counted = counts.find((one) => at(one, "detail") === detail);
    const tokens = numberAt(counted, "tokens").toLocaleString("en-US");
    await page
      .locator("dd")
      .filter({ hasText: new RegExp(`^${tokens}$`) })
      .first()
      .waitFor();
  }
  await page.getByLabel("Width").fill("0");
  await page.locator("[aria-invalid=true]").first().waitFor();
  await page.getByLabel("Width").fill("100");
});
