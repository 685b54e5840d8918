import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { send } from "../tests/doubles/http-client.ts";
import { textAt } from "../tests/doubles/json.ts";
import { type Launched, launch } from "./launch.ts";
import type { Target } from "./load.ts";
import { type Kind, target } from "./requests.ts";

/** The three roads to the scripted upstream, in the order in which they are measured. */
export const roads = ["direct", "proxy", "farebox"] as const;
export type Road = (typeof roads)[number];

/** Upstream, bare proxy and gateway, each in a process of its own. */
export interface Stage {
  readonly pids: Readonly<Record<Exclude<Road, "direct">, number>>;
  readonly gatewayUrl: string;
  /** Where calls of a kind go. */
  urls(kind: Kind): Readonly<Record<Road, string>>;
  targets(kind: Kind, bodies: readonly Buffer[]): Readonly<Record<Road, Target>>;
  /** An operator's call; throws unless it is answered 200 or 201. */
  operate(path: string, body?: unknown): Promise<unknown>;
  readonly accountId: string;
  /** The key that calls the gateway. */
  readonly secret: string;
  /** Where the books lie. */
  readonly folder: string;
  close(): Promise<void>;
}

export interface StageOrder {
  /** NODE_OPTIONS of the gateway alone: for profiles and memory limits. */
  readonly gatewayNodeOptions: string;
  /** Where the books lie; null for the disk of the repository. */
  readonly dataFolder: string | null;
}

/** Dollars: more than any run can spend. */
export const toppedUp = "1000000";

/** Dollars per million tokens. */
const price = { input: "1.00", output: "10.00" };
const kinds: readonly Kind[] = ["fast", "paced", "burst"];
const adminToken = "admin-token-of-the-measurement";
const callPath = "/v1/chat/completions";
const gatewayProgram = fileURLToPath(new URL("../bin/farebox.js", import.meta.url));

/** On the disk of the repository: a folder in memory would make every commit free. */
const cache = fileURLToPath(new URL("../.cache/", import.meta.url));

export async function startStage(order: StageOrder): Promise<Stage> {
  const parent = order.dataFolder ?? cache;
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, "bench-"));
  const started: Launched[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(started.map((one) => one.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  const start = async (launching: Promise<Launched>): Promise<Launched> => {
    const one = await launching;
    started.push(one);
    return one;
  };
  try {
    const upstream = await start(launch({ name: "upstream", program: own("upstream-process.ts") }));
    const program = own("proxy-process.ts");
    const proxy = await start(launch({ name: "proxy", program, args: [upstream.url] }));
    const gateway = await start(launchGateway(folder, upstream.url, order));
    const operate = operator(gateway.url);
    const customer = await enter(operate);
    const urls = (kind: Kind): Readonly<Record<Road, string>> => ({
      direct: `${upstream.url}/${kind}${callPath}`,
      proxy: `${proxy.url}/${kind}${callPath}`,
      farebox: `${gateway.url}${callPath}`,
    });
    return {
      pids: { proxy: proxy.pid, farebox: gateway.pid },
      gatewayUrl: gateway.url,
      operate,
      accountId: customer.accountId,
      folder,
      secret: customer.secret,
      urls,
      targets: (kind, bodies) => {
        const { direct, proxy, farebox } = urls(kind);
        const toward = (url: string): Target => target(url, customer.secret, bodies);
        return { direct: toward(direct), proxy: toward(proxy), farebox: toward(farebox) };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function own(file: string): string {
  return fileURLToPath(new URL(`./${file}`, import.meta.url));
}

async function launchGateway(
  folder: string,
  upstreamUrl: string,
  order: StageOrder,
): Promise<Launched> {
  const config = join(folder, "farebox.yaml");
  await writeFile(config, stringify(configuration(upstreamUrl)));
  return await launch({
    name: "farebox",
    program: gatewayProgram,
    args: ["start"],
    environment: {
      FAREBOX_HOST: "127.0.0.1",
      FAREBOX_PORT: "0",
      FAREBOX_DATA: join(folder, "data"),
      FAREBOX_CONFIG: config,
      FAREBOX_ADMIN_TOKEN: adminToken,
      FAREBOX_LOG: "error",
      ...(order.gatewayNodeOptions === "" ? {} : { NODE_OPTIONS: order.gatewayNodeOptions }),
    },
  });
}

function configuration(upstreamUrl: string): Record<string, unknown> {
  const providers = kinds.map((kind) => [
    kind,
    { kind: "openai", base_url: `${upstreamUrl}/${kind}/v1`, api_key: "none" },
  ]);
  const models = kinds.map((kind) => ({
    id: `bench-${kind}`,
    context_window: 128_000,
    output_tokens_max: 16_384,
    released: "2026-01",
    routes: [{ provider: kind, model: "bench-upstream", vision: "openai-tiles-85-170" }],
    price,
  }));
  return { providers: Object.fromEntries(providers), models };
}

function operator(gatewayUrl: string): Stage["operate"] {
  return async (path, body) => {
    const url = `${gatewayUrl}/admin/v1${path}`;
    const call = { url, token: adminToken };
    const answer = await send(body === undefined ? call : { ...call, body });
    if (answer.status <= 201) return answer.json;
    throw new Error(`${path} was answered ${answer.status}: ${answer.text}`);
  };
}

async function enter(operate: Stage["operate"]): Promise<{ accountId: string; secret: string }> {
  const limits = { rpm: 10_000_000, concurrency: 100_000 };
  const account = await operate("/accounts", { name: "bench", ...limits });
  const accountId = textAt(account, "id");
  await operate(`/accounts/${accountId}/topups`, { amount: toppedUp, reference: "bench" });
  const project = await operate("/projects", { account_id: accountId, name: "bench" });
  const key = await operate("/keys", { project_id: textAt(project, "id"), name: "bench" });
  return { accountId, secret: textAt(key, "secret") };
}
