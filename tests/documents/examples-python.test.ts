import assert from "node:assert/strict";
import { test } from "node:test";
import { requirePython } from "../doubles/environment.ts";
import { startGateway } from "../doubles/gateway.ts";
import { operate } from "../doubles/operator.ts";
import { callerOf, runExample } from "./examples.ts";

test("the examples in Python print the answer, its cost, a stop's bill", async (context) => {
  const python = requirePython(context);
  if (python === null) return;
  const gateway = await startGateway();
  context.after(() => gateway.close());
  const caller = callerOf(gateway, await operate(gateway).customer());

  const first = await runExample(python, "examples/first_call.py", caller);
  assert.match(first.printed, /1280 by 720 pixels/);
  assert.match(first.printed, /^\d+ tokens, \$0\.\d+$/m);

  const stop = await runExample(python, "examples/stop.py", caller);
  const tokens = Number(/^cancelled: (\d+) tokens, \$0\.\d+$/m.exec(stop.printed)?.[1]);
  assert(tokens >= 39 && tokens < 1000, stop.printed);
});
