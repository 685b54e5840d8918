import { limits } from "../../core/limits.ts";
import { isRefusal, type Refusal, refuse } from "../../core/refusal.ts";
import { jsonDepth } from "./json-depth.ts";
import { type SlicedBody, type Slicing, sliceBody, wholeBody } from "./slice-body.ts";

/** Turns a body's parsed JSON into what it asks for; takes the slices that it has a place for. */
export type ReadValue<Read> = (value: unknown, sliced: SlicedBody) => Read | Refusal;

/** Parses a JSON body once, its large pictures left where they lie, and reads what it says. */
export function parseBody<Read extends object>(
  body: Buffer,
  slicing: Slicing,
  read: ReadValue<Read>,
): Read | Refusal {
  const sliced = sliceBody(body, slicing);
  const done = readSliced(sliced, read);
  // A long string stood where no picture belongs, in a text say: read the body as it is.
  return sliced.slices.size === 0 ? done : readSliced(wholeBody(body), read);
}

function readSliced<Read extends object>(
  sliced: SlicedBody,
  read: ReadValue<Read>,
): Read | Refusal {
  const parsed = parseJson(sliced.text);
  return isRefusal(parsed) ? parsed : read(parsed.value, sliced);
}

function parseJson(text: string): { readonly value: unknown } | Refusal {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 120) : "";
    return refuse("invalid_request", `The body is not JSON. ${reason}`);
  }
  if (jsonDepth(value, limits.jsonDepthMax) > limits.jsonDepthMax) {
    return refuse("invalid_request", `The body is nested deeper than ${limits.jsonDepthMax}.`);
  }
  return { value };
}
