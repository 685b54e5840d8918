import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { type ConsoleStage, consoleStage, slowTalker } from "../doubles/console-stage.ts";
import { openCuttableLine } from "../doubles/cuttable-line.ts";
import { send } from "../doubles/http-client.ts";
import { at, numberAt, textAt } from "../doubles/json.ts";
import { plainPicture } from "../doubles/sandbox-caller.ts";

const openStage = consoleStage();
const painter = "gemini-3.1-flash-image-preview";

async function pictureFile() {
  const [, base64 = ""] = (await plainPicture(640, 480, "#b03a2e")).split(",");
  return { name: "red.png", mimeType: "image/png", buffer: Buffer.from(base64, "base64") };
}

/** Puts a file upon the message as a hand or another program would. */
function handOver(page: Page, kind: "drop" | "paste", base64: string): Promise<unknown> {
  return page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob("${base64}"), (one) => one.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "${kind}ed.png", { type: "image/png" }));
    const place = document.querySelector(".composer textarea");
    const event = "${kind}" === "drop"
      ? new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data })
      : new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data });
    place.dispatchEvent(event);
  })()`);
}

/** The id of the newest answer's record. */
async function answerId(page: Page): Promise<string> {
  const href = await page.getByRole("link", { name: "Its record" }).last().getAttribute("href");
  return /\/calls\/([^?]+)/.exec(href ?? "")?.[1] ?? "";
}

async function record(stage: ConsoleStage, id: string): Promise<unknown> {
  return (await stage.operator.call(`/calls/${id}`)).json;
}

test("pictures come by choice, drop, paste and address, counted before", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const path = `/playground?model=${painter}`;
  const { page } = await stage.visit(context, owner, { path });
  const file = await pictureFile();
  await page.getByLabel("Pictures", { exact: true }).setInputFiles(file);
  await handOver(page, "drop", file.buffer.toString("base64"));
  await handOver(page, "paste", file.buffer.toString("base64"));
  const strip = page.getByRole("list", { name: "Pictures that go along" });
  await strip
    .getByText(/640 × 480, \d+ tokens/)
    .nth(2)
    .waitFor();
  await page.getByRole("button", { name: "By address" }).click();
  const form = page.getByRole("dialog", { name: "Add a picture by its address" });
  await form.getByLabel("Address").fill("http://127.0.0.1:1/private.png");
  await form.getByRole("button", { name: "Add" }).click();
  const message = page.getByLabel("Message");
  await page.getByRole("alert").filter({ hasText: "is not fetched from its address" }).waitFor();
  assert.equal(await message.getAttribute("aria-invalid"), "true", "the gateway fetches no such");
  await strip
    .getByRole("button", { name: /^Remove/ })
    .last()
    .click();
  await message.fill("What is this?");
  await page.getByText("would be let in").waitFor();
  await message.press("Enter");
  await page.getByText("The answer has ended.").waitFor();
  const call = await record(stage, await answerId(page));
  assert.equal(at(call, "status"), "completed");
  assert(numberAt(call, "usage.prompt_tokens_details.image_tokens") > 500, "three pictures went");
  await page
    .getByText(`$${textAt(call, "cost")}`, { exact: true })
    .first()
    .waitFor();
  await page.getByRole("link", { name: "Its record" }).click();
  await page.getByRole("table", { name: "Attempts" }).waitFor();
});

test("the cost runs along, and Stop generation tells the final bill", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const path = `/playground?model=${slowTalker}`;
  const { page } = await stage.visit(context, owner, { path });
  await page.getByLabel("max_tokens").fill("3000");
  await page.getByLabel("Message").fill("Tell a story in 3000 tokens.");
  await page.getByText("Held when it is sent").waitFor();
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("Cost so far").waitFor();
  await page.getByText(/tokens\/s/).waitFor();
  await page
    .locator("dd")
    .filter({ hasText: /^\$0\.0/ })
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Stop generation" }).click();
  await page
    .getByText(/The final bill is \$0\.0/)
    .first()
    .waitFor();
  const id = await answerId(page);
  const meter = (await send({ url: `${stage.sandbox.url}/meter/${id}` })).json;
  assert.equal(at(meter, "ended"), "aborted");
  const call = await record(stage, id);
  assert.equal(at(call, "status"), "cancelled");
  await page
    .getByText(`The final bill is $${textAt(call, "cost")}.`)
    .first()
    .waitFor();
  await page.getByText("The answer has ended.").waitFor();
  const later = (await send({ url: `${stage.sandbox.url}/meter/${id}` })).json;
  assert.deepEqual(later, meter, "nothing was produced afterwards");
});

test("a connection that drops is taken up, and the answer is whole", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner, secret } = await stage.enter();
  const line = await openCuttableLine(stage.gateway.url());
  context.after(() => line.close());
  const path = `/playground?model=${slowTalker}`;
  const plan = { path, browser: { baseURL: line.url } };
  const { page } = await stage.visit(context, owner, plan);
  await page.getByLabel("Message").fill("Tell a story in 120 tokens.");
  await page.getByText("would be let in").waitFor();
  await page.getByLabel("Message").press("Enter");
  const text = page.locator(".turn.assistant .turn-text");
  await text.filter({ hasText: /\w+ \w+/ }).waitFor();
  line.cut();
  await page.getByText("The answer has ended.").waitFor();
  const id = await answerId(page);
  const url = `${stage.gateway.url()}/v1/chat/completions/${id}`;
  const kept = (await send({ url, token: secret })).json;
  assert.equal(at(kept, "status"), "completed");
  assert.equal(await text.textContent(), at(kept, "message.content"));
});

test("a schema, tools, a limit of cost and pictures out do what they say", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const { page } = await stage.visit(context, owner, { path: "/playground?model=gpt-4o-mini" });
  const message = page.getByLabel("Message");
  const ask = async (text: string) => {
    await message.fill(text);
    await page.getByText("would be let in").waitFor();
    await message.press("Enter");
    await page
      .getByRole("button", { name: "Send" })
      .and(page.locator("[aria-busy=false]"))
      .waitFor();
  };
  await page.getByLabel("Answer as").selectOption("json_schema");
  const schema = page.getByLabel("JSON schema", { exact: true });
  await schema.fill("{ no JSON");
  await page.locator("[aria-invalid=true]").waitFor();
  await schema.fill('{"type":"object","properties":{"colour":{"type":"string"}}}');
  await ask("Name a colour.");
  const answers = page.locator(".turn.assistant .turn-text");
  const json: unknown = JSON.parse((await answers.first().textContent()) ?? "");
  assert.equal(typeof at(json, "colour"), "string");

  await page.getByLabel("Answer as").selectOption("text");
  const tool = { type: "function", function: { name: "weather", parameters: { type: "object" } } };
  await page.getByLabel("Tools").fill(JSON.stringify([tool]));
  await ask("What is the weather?");
  await page.getByText("Calls the tool").waitFor();
  await page.getByLabel("Result of weather").fill('{"sun": true}');
  await ask("");
  await page.getByText("Result of a tool").waitFor();

  await page.getByLabel("Tools").fill("");
  await page.getByLabel(/max_cost/).fill("nothing");
  await message.fill("Go on.");
  await page.locator("[aria-invalid=true]").waitFor();
  assert.equal(await page.getByLabel(/max_cost/).getAttribute("aria-invalid"), "true");
});

test("a picture that a model makes is shown, and can be taken along", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner } = await stage.enter();
  const path = `/playground?model=${painter}`;
  const { page } = await stage.visit(context, owner, { path });
  await page.getByLabel("Pictures may come out").check();
  await page.getByLabel("Message").fill("Draw a red disc.");
  await page.getByText("would be let in").waitFor();
  await page.getByLabel("Message").press("Enter");
  const drawn = page.getByRole("img", { name: /that the model made/ });
  await drawn.waitFor();
  const width = await drawn.evaluate("(image) => image.naturalWidth").catch(() => 0);
  assert.notEqual(width, null);
  await page.getByRole("link", { name: "Download" }).waitFor();
});

test("a viewer sees what a call would cost, and can't send it", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { accountId } = await stage.enter();
  const viewer = await stage.join(accountId, "viewer");
  const { page } = await stage.visit(context, viewer, { path: "/playground" });
  await page.getByLabel("Message").fill("Hello?");
  await page.getByText("Call, at most").waitFor();
  assert.equal(await page.getByRole("button", { name: "Send" }).isDisabled(), true);
});
