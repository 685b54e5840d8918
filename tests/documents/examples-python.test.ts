import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { requirePython } from "../doubles/environment.ts";
import { startGateway } from "../doubles/gateway.ts";
import { operate } from "../doubles/operator.ts";
import { callerOf, runExample } from "./examples.ts";
import { root } from "./pages.ts";

test("the examples in Python print the answer, its cost, a stop's bill", async (context) => {
  const python = requirePython(context);
  if (python === null) return;
  const gateway = await startGateway();
  context.after(() => gateway.close());
  const caller = callerOf(gateway, await operate(gateway).customer());

  const first = await runExample(python, "examples/first_call.py", caller);
  assert.match(first.printed, /1280 by 720 pixels/);
  assert.match(first.printed, /^\d+ tokens, \$0\.\d+$/m);

  const source = join(root, "clients/python/src");
  const own = await runExample(python, "examples/python_client.py", {
    ...caller,
    PYTHONPATH: source,
  });
  assert.match(own.printed, /^at most \$0\.03\d*\n/);
  assert.match(own.printed, /^\$0\.00\d+ so far: \d+ tokens, counted by the gateway$/m);
  assert.match(own.printed, /^cancelled: \d+ tokens, \$0\.00\d+$/m);

  const stop = await runExample(python, "examples/stop.py", caller);
  const tokens = Number(/^cancelled: (\d+) tokens, \$0\.\d+$/m.exec(stop.printed)?.[1]);
  assert(tokens >= 39 && tokens < 1000, stop.printed);
});
