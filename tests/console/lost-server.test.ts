import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { consoleStage } from "../doubles/console-stage.ts";

/** The same address before and after: where the browser looks for it again. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert(typeof address === "object" && address !== null);
  return address.port;
}

const openStage = consoleStage({ environment: { FAREBOX_PORT: String(await freePort()) } });

test("a lost gateway shows itself; when it is back, so is what is shown", async (context) => {
  const stage = await openStage(context);
  if (stage === null) return;
  const { owner, accountId } = await stage.enter({ balance: "3.00" });
  const { page } = await stage.visit(context, owner);
  await page.getByText("$3.00").first().waitFor();
  await stage.gateway.kill9();
  const lost = page.getByRole("alert").filter({ hasText: "can't be reached" });
  await lost.waitFor();
  await page.getByText("$3.00").first().waitFor();
  // The page's program isn't here yet: it comes when the gateway does.
  await page.getByRole("link", { name: "Keys" }).click();

  await stage.gateway.restart();
  await stage.operator.topUp(accountId, "2.00", "after the fall");
  await lost.waitFor({ state: "detached" });
  await page.getByRole("heading", { name: "Keys", level: 1 }).waitFor();
  await page.getByRole("row").filter({ hasText: "a key" }).waitFor();
  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByText("$5.00").first().waitFor();
});
