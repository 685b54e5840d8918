import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limits } from "../../core/limits.ts";
import { type AdminClient, type Environment, openAdminClient } from "../admin-client.ts";
import { at } from "../at.ts";

/** A gateway that was started for one run. */
export interface OwnGateway {
  readonly url: string;
  readonly key: string;
  close(): Promise<void>;
}

/**
 * Starts a gateway on the sandbox, a process of its own in a folder of its own, with so many
 * dollars on its account. It ends with us, however we end.
 */
export async function startOwnGateway(
  budget: string,
  environment: Environment,
): Promise<OwnGateway> {
  const folder = mkdtempSync(join(tmpdir(), "farebox-extract-"));
  const token = `admin-${randomBytes(24).toString("hex")}`;
  // From here something has to be ended and removed, whatever happens.
  const child = startChild(folder, { ...withoutSettings(environment), FAREBOX_ADMIN_TOKEN: token });
  const close = async (): Promise<void> => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = await readUrl(child);
    const admin = openAdminClient({ url }, { FAREBOX_ADMIN_TOKEN: token });
    return { url, key: await createKey(admin, budget), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Its own settings are not those of whoever runs the command. */
function withoutSettings(environment: Environment): Record<string, string | undefined> {
  const others = Object.entries(environment).filter(([name]) => !name.startsWith("FAREBOX_"));
  return Object.fromEntries(others);
}

function startChild(folder: string, environment: NodeJS.ProcessEnv): ChildProcess {
  return fork(process.argv[1] ?? "", ["start"], {
    // No farebox.yaml lies there.
    cwd: folder,
    env: {
      ...environment,
      FAREBOX_DATA: join(folder, "data"),
      FAREBOX_PORT: "0",
      FAREBOX_LOG: "error",
    },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    // Ctrl-C goes to a terminal's whole group: running pages still need their gateway.
    detached: true,
  });
}

/** The address in its ready line; rejects where it ends before, or takes too long. */
function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (): void => reject(new Error("the sandbox's gateway did not start"));
    const timer = setTimeout(fail, limits.extractQuestionMs);
    child.once("exit", fail);
    child.stdout?.setEncoding("utf8").on("data", (piece: string) => {
      said += piece;
      const url = /^farebox ready (http:\S+)$/m.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

async function createKey(admin: AdminClient, amount: string): Promise<string> {
  const name = "extract";
  const account = await admin.send({ path: "/accounts", body: { name } });
  const accountId = String(at(account.json, "id"));
  const paid = { amount, reference: name };
  await admin.send({ path: `/accounts/${accountId}/topups`, body: paid });
  const project = await admin.send({ path: "/projects", body: { account_id: accountId, name } });
  const projectId = String(at(project.json, "id"));
  const key = await admin.send({ path: "/keys", body: { project_id: projectId, name } });
  return String(at(key.json, "secret"));
}

/** Asks it to end, and after a while makes it. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), limits.extractGraceMs);
  child.kill("SIGTERM");
  await exited;
  clearTimeout(timer);
}
