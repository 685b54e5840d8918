import { at, listAt, textAt } from "../tests/doubles/json.ts";
import type { Month } from "./fill-month.ts";

/** An address that a page of the console asks the gateway for. */
export interface Question {
  readonly name: string;
  readonly path: string;
}

/** Asks the gateway as an operator, and answers the JSON. */
export type Ask = (path: string) => Promise<unknown>;

const rowsOfPage = 50;
/** Pages that are turned to come deep into a list, a thousand rows each. */
const pagesTurned = 20;
const dayMs = 86_400_000;

/** Every question of the console's pages: of the busiest account, and of all accounts in one. */
export async function consoleQuestions(month: Month, ask: Ask): Promise<readonly Question[]> {
  const account = month.accounts[0];
  if (account === undefined) throw new Error("a month has accounts");
  const whose = `account_id=${account.id}`;
  return [
    ...listsOfBooks(whose),
    ...usage(month, "one account", whose),
    ...usage(month, "all accounts", ""),
    ...calls(month, "one account", whose),
    ...calls(month, "all accounts", ""),
    ...(await deepCalls(ask, "one account", whose)),
    ...(await deepCalls(ask, "all accounts", "")),
    ...(await oneOfEach(ask, account.id)),
    ...statements(month, whose),
  ];
}

function listsOfBooks(whose: string): readonly Question[] {
  return [
    question("accounts", "/admin/v1/accounts?limit=400"),
    question("models", "/admin/v1/models"),
    question("keys of an account", `/admin/v1/keys?${whose}&limit=200`),
    question("keys of all accounts", "/admin/v1/keys?limit=200"),
    question("projects of all accounts", "/admin/v1/projects?limit=200"),
    question("running calls", `/admin/v1/holds?${whose}&limit=50`),
    question("alerts", `/admin/v1/alerts?${whose}`),
    question("members", `/admin/v1/members?${whose}`),
    question("prices", "/admin/v1/prices"),
    question("upstreams", "/admin/v1/upstreams"),
    question("operators", "/admin/v1/operators"),
    question("journal of an account", `/admin/v1/entries?${whose}&limit=100`),
    question("journal of all accounts", "/admin/v1/entries?limit=100"),
    question("journal, deep", `/admin/v1/entries?${whose}&limit=100&after=400000`),
    question("sessions", `/admin/v1/sessions?${whose}&limit=${rowsOfPage}`),
    question("open sessions", `/admin/v1/sessions?${whose}&status=open&limit=${rowsOfPage}`),
    question("settled sessions", `/admin/v1/sessions?${whose}&status=settled&limit=${rowsOfPage}`),
    question("sessions, deep", `/admin/v1/sessions?${whose}&limit=${rowsOfPage}&after=1:chat-5`),
  ];
}

function usage(month: Month, name: string, whose: string): readonly Question[] {
  const [from, to] = [dayOf(month.from), dayOf(month.until)];
  const asked = (rest: string): string => `/admin/v1/usage?${whose}&limit=400&${rest}`;
  const groups = ["day", "model", "key", "project", "session"].map((group) =>
    question(`usage by ${group}, ${name}`, asked(`group_by=${group}&from=${from}&to=${to}`)),
  );
  const key = month.keys[0]?.id ?? "";
  const project = month.projects[0]?.id ?? "";
  const filters = [`key_id=${key}`, `project_id=${project}`, "model=gpt-4o"].map((filter) =>
    question(
      `usage, ${filter.split("=")[0]}, ${name}`,
      asked(`group_by=day&from=${from}&${filter}`),
    ),
  );
  const session = `group_by=session&from=${from}&model=claude-3-opus`;
  return [
    ...groups,
    ...filters,
    question(`usage by session of a model, ${name}`, asked(session)),
    question(`spent today, ${name}`, asked(`group_by=model&from=${to}`)),
    question(`spent this month, ${name}`, asked("group_by=model")),
  ];
}

function calls(month: Month, name: string, whose: string): readonly Question[] {
  const middle = month.from + 15 * dayMs;
  const key = month.keys[0]?.id ?? "";
  const rare = month.keys.findLast(({ accountId }) => whose === "" || whose.endsWith(accountId));
  const project = month.projects[0]?.id ?? "";
  const filters: readonly (readonly [string, string])[] = [
    ["", ""],
    [" of a key", `&key_id=${key}`],
    [" of a rare key", `&key_id=${rare?.id ?? ""}`],
    [" of a project", `&project_id=${project}`],
    [" of an unknown key", "&key_id=none"],
    [" of a model", "&model=claude-3-opus"],
    [" of an unused model", "&model=claude-opus-5"],
    [" cut", "&status=cut"],
    [" failed", "&status=failed"],
    [" running", "&status=running"],
    [" in the middle of the month", `&from=${dayOf(middle)}&to=${dayOf(middle)}`],
    [" on the first day", `&from=${dayOf(month.from)}&to=${dayOf(month.from)}`],
    [" to an unused model in the middle", `&model=claude-opus-5&from=${dayOf(middle)}`],
    [" of a key, cut", `&key_id=${rare?.id ?? ""}&status=cut`],
    [" of a session", "&session_id=chat-17"],
    [" of no session", "&session_id=none-such"],
  ];
  return filters.map(([what, filter]) =>
    question(`calls${what}, ${name}`, `/admin/v1/calls?${whose}&limit=${rowsOfPage}${filter}`),
  );
}

/** Twenty thousand calls down the list. */
async function deepCalls(ask: Ask, name: string, whose: string): Promise<readonly Question[]> {
  let after = "";
  for (let page = 0; page < pagesTurned; page++) {
    const next = at(await ask(`/admin/v1/calls?${whose}&limit=1000${after}`), "next");
    if (typeof next !== "string") break;
    after = `&after=${next}`;
  }
  const asked = `/admin/v1/calls?${whose}&limit=${rowsOfPage}${after}`;
  return [question(`calls, deep, ${name}`, asked)];
}

async function oneOfEach(ask: Ask, accountId: string): Promise<readonly Question[]> {
  const newest = listAt(await ask(`/admin/v1/calls?account_id=${accountId}&limit=1`), "data")[0];
  const id = textAt(newest, "id");
  const journal = `/admin/v1/entries?account_id=${accountId}&subject=${id}`;
  return [
    question("one account", `/admin/v1/accounts/${accountId}`),
    question("one key", `/admin/v1/keys/${textAt(newest, "key_id")}`),
    question("one call", `/admin/v1/calls/${id}`),
    question("journal of one call", journal),
    question("one model", `/admin/v1/models/${textAt(newest, "model")}`),
    question("one session", `/admin/v1/sessions/chat-17?account_id=${accountId}`),
  ];
}

function statements(month: Month, whose: string): readonly Question[] {
  const cycles = [...new Set([month.from, month.until].map((at) => dayOf(at).slice(0, 7)))];
  return [
    question("statements", `/admin/v1/statements?${whose}`),
    ...cycles.flatMap((cycle) => [
      question(`statement of ${cycle}`, `/admin/v1/statements?${whose}&cycle=${cycle}&limit=100`),
      question(
        `statement of ${cycle}, deep`,
        `/admin/v1/statements?${whose}&cycle=${cycle}&limit=100&after=300000`,
      ),
    ]),
  ];
}

function question(name: string, path: string): Question {
  return { name, path: path.replace("?&", "?") };
}

function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
