import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { requirePython } from "../doubles/environment.ts";
import { startGateway } from "../doubles/gateway.ts";
import { send } from "../doubles/http-client.ts";
import { operate } from "../doubles/operator.ts";
import { openPictureServer } from "../doubles/picture-server.ts";
import { callerOf, runExample } from "./examples.ts";
import { readPage, root } from "./pages.ts";

const pictures = await openPictureServer();
pictures.serveBytes(readFileSync(join(root, "docs/pictures/toll-gate.png")));
const gateway = await startGateway({
  config: { gateway: { picture_hosts_allowed: [pictures.host] } },
});
after(async () => {
  await gateway.close();
  await pictures.close();
});
const operator = operate(gateway);
const execute = promisify(execFile);

type Printed = readonly RegExp[];
type Language = "sh" | "python" | "node";

/** What the programs of a topic print, in each language. */
interface Topic {
  readonly files: readonly string[];
  readonly prints: Printed;
  /** What the one in cURL prints, where it shows the gateway's own JSON. */
  readonly printsRaw: Printed;
  /** The page that repeats what is printed, line by line. */
  readonly page?: string;
}

const topics: readonly Topic[] = [
  {
    files: ["examples/hello.sh", "examples/hello.py", "examples/hello.mjs"],
    prints: [
      /^set aside \$0\.002035$/m,
      /^charged \$0\.001475 for 158 tokens$/m,
      /^answered by sandbox, as chatcmpl-/m,
    ],
    printsRaw: [/^x-farebox-hold: 0\.002035\r$/m, /"cost":0\.001475,/],
    page: "docs/guides/first-call.md",
  },
  {
    files: ["examples/pictures.sh", "examples/pictures.py", "examples/pictures.mjs"],
    prints: [
      /^low: 1280 x 720, 258 tokens, at most \$0\.0061375$/m,
      /^auto: 1280 x 720, 258 tokens, at most \$0\.0061375$/m,
      /^high: 1280 x 720, 516 tokens, at most \$0\.0062665$/m,
    ],
    printsRaw: [/"detail":"low".*"total_max":"0\.0061375"/, /"total_max":"0\.0062665"/],
    page: "docs/guides/pictures.md",
  },
  {
    files: [
      "examples/picture-address.sh",
      "examples/picture_address.py",
      "examples/picture-address.mjs",
    ],
    prints: [/1280 by 720 pixels/, /^the picture: 85 tokens; the call: \$0\.00\d+$/m],
    printsRaw: [/1280 by 720 pixels/, /"image_tokens":85,/],
  },
  {
    files: ["examples/streaming.sh", "examples/streaming.py", "examples/streaming.mjs"],
    prints: [/^100 tokens, \$0\.001035$/m, /^whole$/m],
    printsRaw: [
      /^id: 8\ndata: .*"choices":\[\],"usage":\{.*"cost":0\.000085,/m,
      /^data: \[DONE\]$/m,
    ],
  },
  {
    files: ["examples/come-back.sh", "examples/come_back.py", "examples/come-back.mjs"],
    prints: [
      /^the connection is gone after event 20$/m,
      /^id: 21\ndata: \{"id":"chatcmpl-/m,
      /^cancelled: \d+ tokens, \$0\.00\d+$/m,
    ],
    printsRaw: [
      /^the connection is gone\nid: \d+\ndata: \{"id":"chatcmpl-/m,
      /^\{"id":"chatcmpl-\w+","status":"cancelled".*"cost":"0\.00\d+"\}$/m,
    ],
  },
  {
    files: ["examples/budget.sh", "examples/budget.py", "examples/budget.mjs"],
    prints: [/^for \$0\.01: length, \$0\.0099685\nfor \$0\.00001: 402 max_cost_too_low$/m],
    printsRaw: [/"finish_reason":"length".*"cost":0\.0099685,/, /"code":"max_cost_too_low"/],
  },
  {
    files: ["examples/keys.sh", "examples/keys.py", "examples/keys.mjs"],
    prints: [
      /^claude-3-5-haiku: 401 model_not_available: .* Available to key "web": gpt-4o\.$/m,
      /^claude-3-5-haiku: \$0\.000027$/m,
      /^claude-3-5-haiku: 401 invalid_api_key: API key sk-….* \("web"\) is disabled\.$/m,
    ],
    printsRaw: [/"code":"model_not_available"/, /"cost":0\.000027,/, /"code":"invalid_api_key"/],
  },
  {
    files: ["examples/statement.sh", "examples/statement.py", "examples/statement.mjs"],
    prints: [
      /^17 tokens of output: \$0\.001027$/m,
      /^16 tokens of output: \$0\.000967$/m,
      /^\$0\.001994: mills settled: 1, carried: \$0\.000994$/m,
      /^\$0\.00 carried in \+ \$0\.001994 charged = .* settled \+ \$0\.000994 carried out$/m,
    ],
    printsRaw: [/"charged":"0\.001994","mills":1,"carried":"0\.000994"/, /"carry_out":"0\.000994"/],
    page: "docs/guides/prices-and-statements.md",
  },
  {
    files: ["examples/errors.sh", "examples/errors.py", "examples/errors.mjs"],
    prints: [
      /^the key is wrong: ask for another one$/m,
      /^404 model_not_found: There is no model "gpt-4"\. Did you mean .*\?$/m,
      /^no money for this: max_cost does not cover the prompt and one output token\.$/m,
    ],
    printsRaw: [/"code":"invalid_api_key".*\n401\n/, /_found".*\n404\n/, /too_low"\}\}\n402\n/],
    page: "docs/guides/errors.md",
  },
  {
    files: ["examples/retries.sh", "examples/retries.py", "examples/retries.mjs"],
    prints: [/^\$0\.000535$/m],
    printsRaw: [/"cost":0\.000535,/],
  },
  {
    files: ["examples/plan.sh", "examples/plan.py", "examples/plan.mjs"],
    prints: [
      /^claude-3-5-haiku: \$0\.000626 a call, \$37\.56 a month\n {2}recommended: the cheapest/m,
      /^gemini-3\.1-flash-image-preview: \$0\.010949 a call, \$656\.94 a month\n {2}not_rec/m,
    ],
    printsRaw: [/"object":"plan".*"month":"37\.56"/],
    page: "docs/guides/choosing-a-model.md",
  },
  {
    files: ["examples/two-steps.sh", "examples/two_steps.py", "examples/two-steps.mjs"],
    prints: [
      /^gemini-3\.1-flash-image-preview: 128 tokens, \$0\.00784$/m,
      /^gpt-4o-mini: \d+ tokens, \$0\.000\d+$/m,
      /^together \$0\.00\d+$/m,
    ],
    printsRaw: [/"model":"two-step\/.*"cost":0\.00\d+/],
  },
  {
    files: ["examples/extract-page.sh", "examples/extract_page.py", "examples/extract-page.mjs"],
    prints: [/^\[ ?'title', 'total' ?\] \$0\.000\d+$/m],
    printsRaw: [/\\"title\\":.*\\"total\\":/],
  },
  {
    files: ["examples/books.sh", "examples/books.py", "examples/books.mjs"],
    prints: [/^\d+ calls run$/m, /^the books agree$/m],
    printsRaw: [/"group_by":"model"/, /^\{"ok":true,/m],
  },
];

const languages: Readonly<Record<string, Language>> = { sh: "sh", py: "python", mjs: "node" };

function languageOf(file: string): Language {
  return languages[file.split(".").at(-1) ?? ""] ?? assert.fail(file);
}

/** The program that runs a file; null where there is none, which the test then says. */
function programFor(context: TestContext, file: string): string | null {
  const language = languageOf(file);
  return language === "python" ? requirePython(context) : language;
}

interface Caller {
  readonly environment: Readonly<Record<string, string>>;
  readonly secret: string;
}

async function enter(terms: { readonly concurrency?: number } = {}): Promise<Caller> {
  const customer = await operator.customer({ balance: "5.00", ...terms });
  const environment = {
    ...callerOf(gateway, customer),
    PROJECT_ID: customer.projectId,
    PICTURE_URL: `http://${pictures.host}/toll-gate.png`,
    PYTHONUNBUFFERED: "1",
  };
  return { environment, secret: customer.secret };
}

describe("the programs of the guides", { concurrency: 3 }, () => {
  for (const { files, prints, printsRaw, page } of topics) {
    for (const file of files) {
      test(`${file} prints what its guide says`, async (context) => {
        const program = programFor(context, file);
        if (program === null) return;
        const { printed } = await runExample(program, file, (await enter()).environment);
        for (const line of program === "sh" ? printsRaw : prints) assert.match(printed, line);
      });
    }
    if (page === undefined) continue;
    test(`${page} repeats what its programs print`, () => {
      for (const line of prints) assert.match(readPage(page), line);
    });
  }
});

for (const file of ["examples/retries.py", "examples/retries.mjs"]) {
  test(`${file} waits as Retry-After says where the account is busy`, async (context) => {
    const program = programFor(context, file);
    if (program === null) return;
    const { environment, secret } = await enter({ concurrency: 1 });
    const call = (path: string, body?: unknown) =>
      send({
        url: `${gateway.url()}/v1/chat/completions${path}`,
        token: secret,
        method: "POST",
        headers: { "x-client-request-id": "busy" },
        ...(body === undefined ? {} : { body }),
      });
    const messages = [{ role: "user", content: "Describe a toll gate in 2000 words." }];
    const busy = call("", { model: "gpt-4o", max_tokens: 3_000, messages });
    await running("busy", secret);
    const run = execute(program, [file], { cwd: root, env: environment, timeout: 60_000 });
    run.child.stdout?.once("data", () => void call("/busy/cancel"));
    const { stdout } = await run;
    assert.match(stdout, /^attempt 1: .*429.*; again in 1\.0 s\n(attempt .*\n)*\$0\.000535$/m);
    assert.equal((await busy).status, 200);
  });
}

/** Waits until the call is on its way, at most five seconds. */
async function running(name: string, secret: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const url = `${gateway.url()}/v1/chat/completions/${name}`;
    if ((await send({ url, token: secret })).status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${name} never began`);
}
