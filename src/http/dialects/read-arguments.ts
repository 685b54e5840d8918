import { isRecord } from "../../core/is-record.ts";

/**
 * What a function is called with, for dialects that show it as an object. Of a call whose answer
 * was cut it may be no JSON: then it is shown as the text it is.
 */
export function readArguments(json: string): object {
  if (json === "") return {};
  try {
    const read: unknown = JSON.parse(json);
    return isRecord(read) ? read : { value: read };
  } catch {
    return { partial_json: json };
  }
}
