import type { PassedOn } from "../../core/chat/request.ts";
import { isRecord } from "../../core/is-record.ts";
import { cacheControlOf } from "./cache-control.ts";

/** `tools` and `tool_choice` of a request whose fields have all been found expressible. */
export function writeTools(given: PassedOn): object {
  const { tools, tool_choice: choice, parallel_tool_calls: parallel } = given;
  if (!Array.isArray(tools) || tools.length === 0) return {};
  const chosen = writeChoice(choice, parallel === false);
  return { tools: tools.map(declare), ...(chosen === null ? {} : { tool_choice: chosen }) };
}

/** A function as it is declared; its parameters are JSON schema, as the caller wrote them. */
function declare(tool: unknown): object {
  const outer = isRecord(tool) ? tool : {};
  const called = isRecord(outer["function"]) ? outer["function"] : {};
  return {
    name: called["name"],
    description: called["description"] ?? undefined,
    input_schema: called["parameters"] ?? { type: "object", properties: {} },
    strict: called["strict"] ?? undefined,
    ...cacheControlOf(outer),
    ...cacheControlOf(called),
  };
}

const types: ReadonlyMap<unknown, string> = new Map([
  ["auto", "auto"],
  ["none", "none"],
  ["required", "any"],
]);

function writeChoice(choice: unknown, single: boolean): object | null {
  if ((choice === undefined || choice === null) && !single) return null;
  const one = single && choice !== "none" ? { disable_parallel_tool_use: true } : {};
  const type = types.get(choice ?? "auto");
  if (type !== undefined) return { type, ...one };
  const named = isRecord(choice) && isRecord(choice["function"]) ? choice["function"] : {};
  return { type: "tool", name: named["name"], ...one };
}
