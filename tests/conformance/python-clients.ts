import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { requirePython } from "../doubles/environment.ts";
import { at, listAt } from "../doubles/json.ts";
import {
  type Answer,
  type Ask,
  type Client,
  type StreamedAnswer,
  type ToolTurns,
  type Trouble,
  thingSchema,
  weather,
  weatherResult,
} from "./client.ts";
import { showClient } from "./show-client.ts";
import { openStage, type Stage } from "./stage.ts";

/**
 * Shows the clients of a script in `python/`, which runs as one process beside the gateway; where
 * there is no interpreter, they are left out with the reason.
 */
export async function showPythonClients(
  script: string,
  variable = "FAREBOX_TEST_PYTHON",
): Promise<void> {
  const path = process.env[variable];
  if (path === undefined) {
    test(`the clients of ${script}`, (context) => void requirePython(context, variable));
    return;
  }
  const stage = await openStage();
  const driver = await openDriver(path, script, stage);
  after(() => driver.close());
  for (const [index, shown] of driver.clients.entries()) {
    showClient(clientOf(driver, index, shown), stage);
  }
}

/** A running script: what it introduced, and a way to call it. */
interface Driver {
  readonly clients: readonly unknown[];
  call(message: object): Promise<unknown>;
  close(): Promise<void>;
}

async function openDriver(python: string, script: string, { url }: Stage): Promise<Driver> {
  const child = spawn(python, [join(import.meta.dirname, "python", script)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      PATH: process.env["PATH"] ?? "",
      GATEWAY_URL: url,
      WEATHER: JSON.stringify(weather),
      WEATHER_RESULT: weatherResult,
      THING_SCHEMA: JSON.stringify({ title: "thing", ...thingSchema }),
      // What a package would otherwise fetch or send elsewhere.
      LITELLM_LOCAL_MODEL_COST_MAP: "True",
      LANGSMITH_TRACING: "false",
    },
  });
  process.on("exit", () => child.kill("SIGKILL"));
  const read = readAnswers(child);
  const clients = await read();
  assert(Array.isArray(clients), `${script} introduces its clients`);
  return {
    clients,
    call: (message) => {
      child.stdin?.write(`${JSON.stringify(message)}\n`);
      return read();
    },
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** The answers of a script, one by one; rejects where it ends instead. */
function readAnswers({ stdout }: ChildProcess): () => Promise<unknown> {
  assert(stdout !== null, "its output is piped");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return async () => {
    for (let skipped = 0; skipped < 10_000; skipped += 1) {
      const { value, done } = await lines.next();
      assert(done !== true, "the script ended before it answered");
      if (value.startsWith("@")) return JSON.parse(value.slice(1));
    }
    return assert.fail("the script prints and does not answer");
  };
}

function clientOf(driver: Driver, client: number, shown: unknown): Client {
  const call = async (method: string, ask: Ask, ...more: readonly unknown[]) => {
    const said = await driver.call({ client, method, ask, more });
    const error = at(said, "error");
    assert.equal(error, undefined, `${method}: ${String(error)}`);
    return at(said, "value");
  };
  return {
    name: String(at(shown, "name")),
    speaks: String(at(shown, "speaks")),
    packages: listAt(shown, "packages").map(String),
    limits: Object(at(shown, "limits")),
    lacks: Object(at(shown, "lacks")),
    answer: async (ask) => (await call("answer", ask)) as Answer,
    stream: async (ask) => (await call("stream", ask)) as StreamedAnswer,
    callTool: async (ask, streamed) => (await call("callTool", ask, streamed)) as ToolTurns,
    fillSchema: (ask) => call("fillSchema", ask),
    fail: async (ask, patient) => (await call("fail", ask, patient)) as Trouble,
    leave: async (ask) => String(await call("leave", ask)),
  };
}
