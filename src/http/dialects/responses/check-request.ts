import { isRecord } from "../../../core/is-record.ts";
import type { Refusal } from "../../../core/refusal.ts";
import { checkKinds, checkShape } from "../../schemas/check-kind.ts";
import { itemKinds, partKinds } from "../../schemas/responses/items.ts";
import {
  choiceKinds,
  formatKinds,
  type ResponseHead,
  responseHead,
  toolKinds,
} from "../../schemas/responses/request.ts";
import { refuseFields } from "./refuse-fields.ts";

const checkHead = checkShape(responseHead);
const checkItem = checkKinds(itemKinds, "message");
const checkPart = checkKinds(partKinds);
const checkFormat = checkKinds(formatKinds);
const { input_text, input_image } = partKinds;
const checkOutput = checkKinds({ input_text, input_image });
const checkTool = checkKinds(toolKinds);
const checkChoice = checkKinds(choiceKinds);

/** Checks a body of `POST /v1/responses`; a refusal names the field as the caller knows it. */
export function checkRequest(value: unknown): { readonly head: ResponseHead } | Refusal {
  const refused = refuseFields(value) ?? checkHead(value, "");
  if (refused !== null) return refused;
  // The line above has just checked it.
  const head = value as ResponseHead;
  const { input, tools, text, tool_choice: choice } = head;
  const fault =
    firstFault(Array.isArray(input) ? input : [], "input", checkWholeItem) ??
    firstFault(tools ?? [], "tools", checkTool) ??
    (isRecord(choice) ? checkChoice(choice, "tool_choice") : null) ??
    (isRecord(text?.format) ? checkFormat(text.format, "text.format") : null);
  return fault ?? { head };
}

function checkWholeItem(item: unknown, path: string): Refusal | null {
  const refused = checkItem(item, path);
  if (refused !== null || !isRecord(item)) return refused;
  const { content, output, type } = item;
  if (Array.isArray(output)) return firstFault(output, `${path}.output`, checkOutput);
  const holdsParts = (type ?? "message") === "message" && Array.isArray(content);
  return holdsParts ? firstFault(content, `${path}.content`, checkPart) : null;
}

function firstFault(
  values: readonly unknown[],
  path: string,
  check: (value: unknown, path: string) => Refusal | null,
): Refusal | null {
  for (const [index, value] of values.entries()) {
    const fault = check(value, `${path}[${index}]`);
    if (fault !== null) return fault;
  }
  return null;
}
