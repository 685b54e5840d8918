import { errorOf, type RefusedError, readRefused, UnexpectedAnswerError } from "./errors.ts";
import { readRetryAfter } from "./retry.ts";

/**
 * The JSON of an answer that says yes. Its shape is the gateway's promise and is not checked again.
 * Throws the error that fits any other answer.
 */
export async function readAnswer<Shape extends object>(response: Response): Promise<Shape> {
  const text = await response.text();
  const json = parse(text);
  if (response.ok && typeof json === "object" && json !== null) return json;
  throw errorFor(response, text);
}

/** The error that an answer tells, whatever it is. */
export async function readError(response: Response): Promise<Error> {
  return errorFor(response, await response.text());
}

function errorFor(response: Response, text: string): RefusedError | UnexpectedAnswerError {
  const { status, headers, url } = response;
  const requestId = headers.get("x-request-id");
  const given = { status, requestId, retryAfterMs: readRetryAfter(headers) };
  const refused = readRefused(parse(text)?.error, given);
  if (refused !== null) return errorOf(refused);
  return new UnexpectedAnswerError({ status, url, type: headers.get("content-type"), text });
}

function parse(text: string): ReturnType<typeof JSON.parse> {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
