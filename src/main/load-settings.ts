import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { readSettings } from "../core/settings/read-settings.ts";
import { WrongSetting } from "../core/settings/setting.ts";
import type { Settings } from "../core/settings/settings.ts";
import { kinds } from "../providers/registry.ts";

const defaultFile = "farebox.yaml";

/** Reads environment and farebox.yaml. Throws `WrongSetting`, one line for the operator. */
export function loadSettings(environment: NodeJS.ProcessEnv): Settings {
  const named = environment["FAREBOX_CONFIG"];
  const path = named ?? (existsSync(defaultFile) ? defaultFile : null);
  const file = path === null ? null : readYaml(path);
  return readSettings({ environment, file, providerKinds: kinds });
}

function readYaml(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new WrongSetting("FAREBOX_CONFIG", path, `the path of a readable file; ${reason}`);
  }
  try {
    return parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : "";
    throw new WrongSetting("FAREBOX_CONFIG", path, `a YAML file; ${reason}`);
  }
}
