import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { send } from "../tests/doubles/http-client.ts";
import { consoleQuestions, type Question } from "./console-questions.ts";
import { bounds, type Figure } from "./figure.ts";
import { fillMonth, type Month } from "./fill-month.ts";
import { launch } from "./launch.ts";
import { quantile } from "./quantile.ts";

export interface ConsoleMeasure {
  /** Calls in the month that the pages show. */
  readonly calls: number;
  /** Times that each question is asked. */
  readonly asks: number;
}

/** How long one question of the console takes, and how much is answered. */
export interface Asked extends Question {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly bytes: number;
}

const adminToken = "admin-token-of-the-measurement";
const program = fileURLToPath(new URL("../bin/farebox.js", import.meta.url));
const cache = fileURLToPath(new URL("../.cache/", import.meta.url));

/** Asks all that the console's pages ask over HTTP, on books with a month of settled calls. */
export async function measureConsole(measure: ConsoleMeasure): Promise<readonly Figure[]> {
  const asked = await askConsole(measure);
  const slowest = asked.reduce((one, other) => (other.p95Ms > one.p95Ms ? other : one));
  const largest = asked.reduce((one, other) => (other.bytes > one.bytes ? other : one));
  const month = `${(measure.calls / 1_000_000).toLocaleString("en-US")}M calls`;
  return [
    {
      id: "console_ms_p95",
      label: `the console's slowest answer, ${month}, p95`,
      unit: "ms",
      value: slowest.p95Ms,
      bound: bounds.consoleMsP95,
      note: `${slowest.name}; of ${asked.length}`,
    },
    {
      id: "console_kilobytes",
      label: `the console's largest answer, ${month}`,
      unit: "KB",
      value: largest.bytes / 1_000,
      bound: bounds.consoleKilobytes,
      note: largest.name,
    },
  ];
}

/** Fills a folder of its own with a month, and removes it again. */
async function askConsole({ calls, asks }: ConsoleMeasure): Promise<readonly Asked[]> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "console-"));
  try {
    const month = await fillMonth({ folder, calls, until: Date.now() });
    return await askGateway(folder, month, asks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts a gateway on the month's folder and asks it everything, one question after another. */
export async function askGateway(
  folder: string,
  month: Month,
  asks: number,
): Promise<readonly Asked[]> {
  const environment = {
    FAREBOX_HOST: "127.0.0.1",
    FAREBOX_PORT: "0",
    FAREBOX_DATA: folder,
    FAREBOX_ADMIN_TOKEN: adminToken,
    FAREBOX_LOG: "error",
  };
  const gateway = await launch({ name: "farebox", program, args: ["start"], environment });
  const ask = async (path: string) => {
    const reply = await send({ url: `${gateway.url}${path}`, token: adminToken });
    if (reply.status === 200) return reply;
    throw new Error(`${path} was answered ${reply.status}: ${reply.text}`);
  };
  try {
    const asked: Asked[] = [];
    for (const one of await consoleQuestions(month, async (path) => (await ask(path)).json)) {
      asked.push(await askOften(one, ask, asks));
    }
    return asked;
  } finally {
    await gateway.stop();
  }
}

async function askOften(
  question: Question,
  ask: (path: string) => Promise<{ readonly text: string }>,
  asks: number,
): Promise<Asked> {
  const timesMs: number[] = [];
  let bytes = 0;
  for (let times = 0; times < asks; times++) {
    const beganAtMs = performance.now();
    const { text } = await ask(question.path);
    timesMs.push(performance.now() - beganAtMs);
    bytes = Buffer.byteLength(text);
  }
  return { ...question, p50Ms: quantile(timesMs, 0.5), p95Ms: quantile(timesMs, 0.95), bytes };
}

function showAsked(asked: readonly Asked[]): string {
  const lines = [...asked]
    .sort((one, other) => other.p95Ms - one.p95Ms)
    .map(({ name, p50Ms, p95Ms, bytes }) => {
      const times = [p50Ms, p95Ms].map((ms) => ms.toFixed(1).padStart(8)).join("");
      return `${name.padEnd(52)}${times} ms ${(bytes / 1_000).toFixed(1).padStart(7)} KB`;
    });
  return [`${"question".padEnd(55)}p50     p95`, ...lines].join("\n");
}

// By itself it shows every question: node bench/measure-console.ts [--calls 1000000] [--asks 50]
if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({
    options: {
      calls: { type: "string", default: "1000000" },
      asks: { type: "string", default: "50" },
    },
  });
  const calls = Number(values.calls);
  console.log(showAsked(await askConsole({ calls, asks: Number(values.asks) })));
}
