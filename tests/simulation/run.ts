import { parseArgs } from "node:util";
import { expectedKinds, Happenings } from "./happenings.ts";
import { type Report, simulate } from "./simulate.ts";

const usage = `npm run simulate                  two minutes of worlds, each from a seed of its own
npm run simulate -- --short       twenty seconds
npm run simulate -- --seed N      plays one seed, and tells its last steps
npm run simulate -- --from N      begins with another seed than 1`;

const { values } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    seed: { type: "string" },
    from: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(usage);
else if (values.seed === undefined) process.exitCode = await playMany(Number(values.from));
else process.exitCode = await playOne(Number(values.seed));

async function playOne(seed: number): Promise<number> {
  const report = await simulate(seed);
  for (const [kind, times] of report.happenings.all()) console.log(`${times}\t${kind}`);
  for (const line of report.last) console.log(line);
  console.log(`seed ${seed}: ${report.steps} steps, trace ${report.hash}`);
  if (report.objection === null) return 0;
  console.log(`BROKEN: ${report.objection}`);
  return 1;
}

/** Plays seeds until the time is over; ends at the first promise that is found broken. */
async function playMany(from: number): Promise<number> {
  const endsAt = performance.now() + (values.short ? 20_000 : 120_000);
  const happenings = new Happenings();
  const totals = { seeds: 0, calls: 0, steps: 0 };
  for (let seed = from; performance.now() < endsAt; seed++) {
    const report = await simulate(seed);
    if (report.objection !== null) return tellFailure(report);
    totals.seeds += 1;
    totals.calls += report.calls;
    totals.steps += report.steps;
    happenings.add(report.happenings);
  }
  for (const [kind, times] of happenings.all())
    console.log(`${String(times).padStart(9)}  ${kind}`);
  const { seeds, calls, steps } = totals;
  console.log(`${seeds} seeds from ${from}, ${calls} calls, ${steps} steps: no promise broken`);
  const missing = expectedKinds.filter((kind) => happenings.of(kind) === 0);
  if (missing.length === 0) return 0;
  console.log(`FAILED: never happened: ${missing.join(", ")}`);
  return 1;
}

function tellFailure(report: Report): number {
  for (const line of report.last) console.log(line);
  console.log(`BROKEN: ${report.objection}`);
  console.log(`replay with: npm run simulate -- --seed ${report.seed}`);
  return 1;
}
