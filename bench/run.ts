import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { readBaseline, saveBaseline } from "./baseline.ts";
import { checkBooks } from "./check-books.ts";
import { checkRoads } from "./check-roads.ts";
import { bounds, type Figure, insideFence, keepsBound } from "./figure.ts";
import { benchLedger, showLedgerFigures } from "./ledger.ts";
import { loadClosed } from "./load.ts";
import { measureClient } from "./measure-client.ts";
import { measureConsole } from "./measure-console.ts";
import { measureDisk } from "./measure-disk.ts";
import { measureFirstToken, measureLatency } from "./measure-latency.ts";
import { measureMemory } from "./measure-memory.ts";
import { measurePictures } from "./measure-pictures.ts";
import { measurePlan } from "./measure-plan.ts";
import { measureSaturation, measureStreams } from "./measure-saturation.ts";
import { measureTokens } from "./measure-tokens.ts";
import { type BenchPlan, fullPlan, shortPlan } from "./plan.ts";
import { textBodies } from "./requests.ts";
import { showFigures } from "./show-figures.ts";
import { type Stage, startStage } from "./start-stage.ts";
import { takeRounds } from "./take-rounds.ts";

// Measures Farebox beside no gateway and a bare proxy, in one run against one scripted upstream,
// and fails where a ceiling is broken.

const usage = `node bench/run.ts [--short] [--fence] [--save] [--only NAME,…] [--data FOLDER]
                 [--gateway-node-options="…"]
  --short   at most a minute and a half; fewer calls and rounds
  --fence   show the ceilings, and fail only where a figure leaves its fence
  --save    keep this run's figures as the baseline (whole runs only)
  --only    measure these alone: disk, latency, saturation, first-token, memory, streams,
            pictures, tokens, client, plan, ledger, console
  --data    where the books lie; a folder in memory shows what the disk costs
  --gateway-node-options
            NODE_OPTIONS of the gateway, such as "--cpu-prof --cpu-prof-dir=/tmp/profiles"`;

type Measure = (stage: Stage, plan: BenchPlan) => Promise<readonly Figure[]>;

/** Seconds on each road; a machine too busy to warm up is measured as it is. */
const warmUpSecondsMax = 10;

let served = 0;
const counted = (calls: number): void => {
  served += calls;
};

/** In this order: saturation warms what the latencies need, and memory is read before pictures. */
const measures: Readonly<Record<string, Measure>> = {
  disk: (stage) => measureDisk(stage.folder),
  saturation: (stage, plan) => measureSaturation(stage, { ...plan.saturation, counted }),
  latency: (stage, plan) => measureLatency(stage, { ...plan.latency, counted }),
  "first-token": (stage, plan) => measureFirstToken(stage, { ...plan.firstToken, counted }),
  memory: (stage, plan) =>
    measureMemory(stage, { served: () => served, calls: plan.memoryCalls, counted }),
  streams: (stage, plan) => measureStreams(stage, { ...plan.streams, counted }),
  pictures: (stage, plan) => measurePictures(stage, { ...plan.pictures, counted }),
};

const { values: options } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    fence: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
    only: { type: "string" },
    data: { type: "string" },
    "gateway-node-options": { type: "string", default: "" },
  },
});

const plan = options.short ? shortPlan : fullPlan;
/** These need no gateway. */
const alone = ["tokens", "client", "plan", "ledger", "console"];
const wanted = options.only?.split(",") ?? [...Object.keys(measures), ...alone];
const whole = !options.short && options.only === undefined && options.data === undefined;
const unknown = wanted.filter((name) => !alone.includes(name) && measures[name] === undefined);
if (options.help || unknown.length > 0 || (options.save && !whole)) {
  console.log(usage);
  process.exitCode = options.help ? 0 : 1;
} else {
  process.exitCode = await run();
}

/** Measures what is wanted, shows it, and answers the exit code. */
async function run(): Promise<number> {
  const beganAtMs = performance.now();
  const busy = (loadavg()[0] ?? 0).toFixed(1);
  const figures = [
    ...(await measureRoads()),
    ...(await measureCounting()),
    ...(await measureClients()),
    ...measurePlanning(),
    ...(await measureLedger()),
    ...(await measureAnswers()),
  ];
  const baseline = await readBaseline();
  const seconds = Math.round((performance.now() - beganAtMs) / 1000);
  console.log(`\nFarebox bench (${plan.name}), Node.js ${process.versions.node}, ${seconds} s`);
  console.log(`${availableParallelism()} cores; load before the run ${busy}`);
  if (baseline !== null) console.log(`baseline of ${baseline.date}, Node.js ${baseline.node}`);
  console.log(`\n${showFigures(figures, baseline)}`);
  const broken = figures.filter((figure) => !keepsBound(figure));
  for (const { label } of broken) console.log(`broken ceiling: ${label}`);
  if (options.save) await saveBaseline(figures);
  const outside = figures.filter((figure) => !insideFence(figure));
  for (const { label } of outside) console.log(`outside its fence: ${label}`);
  return (options.fence ? outside : broken).length === 0 ? 0 : 1;
}

async function measureRoads(): Promise<readonly Figure[]> {
  const names = Object.keys(measures).filter((name) => wanted.includes(name));
  if (names.length === 0) return [];
  const stage = await startStage({
    gatewayNodeOptions: options["gateway-node-options"],
    dataFolder: options.data ?? null,
  });
  try {
    await checkRoads(stage, counted);
    await warmUp(stage);
    const figures: Figure[] = [];
    for (const name of names) {
      console.log(`measuring ${name}`);
      figures.push(...((await measures[name]?.(stage, plan)) ?? []));
    }
    console.log(await checkBooks(stage, served));
    return figures;
  } finally {
    await stage.close();
  }
}

/** Every road runs hot before the first sample: compilers and connections are not the question. */
async function warmUp(stage: Stage): Promise<void> {
  const targets = stage.targets("fast", textBodies("fast", false));
  await takeRounds(1, async (road) => {
    let warm = 0;
    for (let seconds = 0; warm < plan.warmUpCalls && seconds < warmUpSecondsMax; seconds += 1) {
      const { calls } = await loadClosed(targets[road], { connections: 32, seconds: 1 });
      if (road === "farebox") counted(calls);
      warm += calls;
    }
  });
}

async function measureCounting(): Promise<readonly Figure[]> {
  if (!wanted.includes("tokens")) return [];
  console.log("measuring tokens");
  return await measureTokens({ rounds: plan.tokenRounds });
}

function measurePlanning(): readonly Figure[] {
  if (!wanted.includes("plan")) return [];
  console.log("measuring plan");
  return measurePlan({ rounds: plan.planRounds });
}

async function measureClients(): Promise<readonly Figure[]> {
  if (!wanted.includes("client")) return [];
  console.log("measuring client");
  return await measureClient(plan.client);
}

async function measureAnswers(): Promise<readonly Figure[]> {
  if (!wanted.includes("console")) return [];
  console.log("measuring console");
  return await measureConsole(plan.console);
}

async function measureLedger(): Promise<readonly Figure[]> {
  if (!wanted.includes("ledger")) return [];
  console.log("measuring ledger");
  const measured = await benchLedger(plan.ledgerSeconds);
  console.log(showLedgerFigures(measured));
  return measured.flatMap(({ batch, accounts, calls, operationsPerSecond }): readonly Figure[] => {
    if (batch !== 32 || calls !== "bare") return [];
    const figure = {
      id: `ledger_per_second_${accounts}`,
      label: `ledger, ${batch} to a batch, ${accounts === "one" ? "one account" : "many accounts"}`,
      value: operationsPerSecond,
      unit: "ops/s",
      note: "through the store port",
    };
    return [{ ...figure, bound: accounts === "one" ? null : bounds.ledgerPerSecond }];
  });
}
