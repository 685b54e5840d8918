import { wordsOf } from "./compose-text.ts";
import { questionOf, type SandboxRequest, type SandboxTool } from "./request.ts";

/**
 * The tool that the answer calls, or null where it answers in text: the named one, any one where
 * one is required, and by `auto` one whose name or description shares a telling word with the
 * question. After a tool's answer there is always text.
 */
export function chooseTool(request: SandboxRequest): SandboxTool | null {
  const { tools, toolChoice: choice, messages } = request;
  if (tools.length === 0 || choice.kind === "none") return null;
  if (messages.at(-1)?.role !== "user") return null;
  if (choice.kind === "named") return tools.find(({ name }) => name === choice.name) ?? null;
  const said = new Set(tellingWords(questionOf(request)));
  const asked = tools
    .map((tool) => ({ tool, shared: sharedWords(tool, said) }))
    .reduce((one, other) => (other.shared > one.shared ? other : one));
  if (asked.shared > 0) return asked.tool;
  return choice.kind === "required" ? (tools[0] ?? null) : null;
}

function sharedWords(tool: SandboxTool, said: ReadonlySet<string>): number {
  const name = tool.name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").replaceAll(/[_-]/g, " ");
  const whole = said.has(tool.name.toLowerCase()) ? 10 : 0;
  const ofName = tellingWords(name).filter((word) => said.has(word)).length;
  const ofText = tellingWords(tool.description).filter((word) => said.has(word)).length;
  return whole + 3 * ofName + ofText;
}

/** Words of four letters and more that say what a text is about. */
function tellingWords(text: string): readonly string[] {
  const whole = text.match(/\w+/g)?.map((word) => word.toLowerCase()) ?? [];
  const words = [...wordsOf(text).map((word) => word.toLowerCase()), ...whole];
  return [...new Set(words)].filter((word) => word.length >= 4 && !common.has(word));
}

const common = new Set(
  (
    "about answer been call could current does from function get gets given have here into list " +
    "make more need only please question return returns some tell than that them then there this " +
    "tool want what when where which will with would your user value"
  ).split(" "),
);
