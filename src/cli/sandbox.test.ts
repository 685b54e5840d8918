import assert from "node:assert/strict";
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { at } from "../../tests/doubles/json.ts";
import { sandboxCommand } from "./sandbox.ts";

const program = new URL("../../tests/doubles/sandbox-process.ts", import.meta.url).pathname;
const quick = ["--port", "0", "--tokens-per-second", "0", "--first-token-ms", "0"];

async function readyUrl(child: ChildProcess): Promise<string> {
  let text = "";
  for await (const slice of child.stdout ?? []) {
    text += String(slice);
    const [, url] = /^sandbox ready (http:\/\/\S+)\n/.exec(text) ?? [];
    if (url !== undefined) return url;
  }
  return assert.fail(`it never got ready: ${text}`);
}

test("it says where it is ready, serves, and ends cleanly on SIGTERM", async (context) => {
  const child = spawn(process.execPath, [program, ...quick], { stdio: ["ignore", "pipe", "pipe"] });
  context.after(() => child.kill("SIGKILL"));
  const url = await readyUrl(child);
  assert.equal((await fetch(`${url}/v1/models`)).status, 200);
  child.kill("SIGTERM");
  assert.deepEqual(await once(child, "exit"), [0, null]);
});

test("a forked one tells its address and ends when its channel closes", async (context) => {
  const child = fork(program, quick, { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  context.after(() => child.kill("SIGKILL"));
  const [message]: unknown[] = await once(child, "message");
  const url = at(message, "url");
  assert.equal((await fetch(`${url}/livez`)).status, 200);
  const exited = once(child, "exit");
  child.disconnect();
  assert.deepEqual(await exited, [0, null]);
});

test("a wrong option stops it with one line that says what is allowed", async () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["--port", "99999"], /from 0 to 65535/],
    [["--first-token-ms", "800-400"], /such as 400-800/],
    [["--tokens-per-second", "fast"], /whole number/],
  ];
  for (const [options, told] of wrong) {
    const errors: string[] = [];
    const command = sandboxCommand(() => assert.fail("it must not open"))
      .exitOverride()
      .configureOutput({ writeErr: (text) => errors.push(text) });
    await assert.rejects(command.parseAsync(["node", "sandbox", ...options]));
    assert.match(errors.join(""), told);
  }
});
