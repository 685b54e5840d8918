import type { PassedOn } from "../../core/chat/request.ts";
import { isRecord } from "../../core/is-record.ts";

/** `tools` and `toolConfig` of a request whose fields have all been found expressible. */
export function writeTools(given: PassedOn): object {
  const { tools, tool_choice: choice } = given;
  if (!Array.isArray(tools) || tools.length === 0) return {};
  const declared = tools.map(declare);
  const config = writeChoice(choice);
  return {
    tools: [{ functionDeclarations: declared }],
    ...(config === null ? {} : { toolConfig: { functionCallingConfig: config } }),
  };
}

/** A function as it is declared; its parameters are JSON schema, as the caller wrote them. */
function declare(tool: unknown): object {
  const called = isRecord(tool) && isRecord(tool["function"]) ? tool["function"] : {};
  return {
    name: called["name"],
    description: called["description"] ?? undefined,
    parametersJsonSchema: called["parameters"] ?? undefined,
  };
}

const modes: ReadonlyMap<unknown, string> = new Map([
  ["auto", "AUTO"],
  ["none", "NONE"],
  ["required", "ANY"],
]);

function writeChoice(choice: unknown): object | null {
  if (choice === undefined || choice === null) return null;
  const mode = modes.get(choice);
  if (mode !== undefined) return { mode };
  const named = isRecord(choice) && isRecord(choice["function"]) ? choice["function"] : {};
  return { mode: "ANY", allowedFunctionNames: [named["name"]] };
}
