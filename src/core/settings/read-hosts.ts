import { type Given, WrongSetting } from "./setting.ts";

const allowed = "none, or a list of host:port such as 127.0.0.1:9200, each with its port";

/** A list of `host:port`, spelt as the reader of addresses spells them; `none` is the empty one. */
export function readHosts(given: Given): readonly string[] {
  if (given.value === "none") return [];
  if (!Array.isArray(given.value)) throw new WrongSetting(given.name, given.value, allowed);
  return given.value.map((one: unknown) => readHost(given.name, one));
}

function readHost(name: string, value: unknown): string {
  const port = typeof value === "string" ? /:([1-9]\d{0,4})$/.exec(value)?.[1] : undefined;
  const text = `http://${String(value)}/`;
  if (port === undefined || !URL.canParse(text)) throw new WrongSetting(name, value, allowed);
  const { hostname, username, pathname } = new URL(text);
  if (hostname === "" || username !== "" || pathname !== "/") {
    throw new WrongSetting(name, value, allowed);
  }
  return `${hostname}:${port}`;
}
