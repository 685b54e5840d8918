import { errorOf, readRefused, UnexpectedAnswerError } from "./errors.ts";
import { readRetryAfter } from "./retry.ts";

/**
 * The JSON of an answer that says yes. Its shape is the gateway's promise and is not checked again.
 * Throws the error that fits any other answer.
 */
export async function readAnswer<Shape extends object>(response: Response): Promise<Shape> {
  const text = await response.text();
  const json = parse(text);
  if (response.ok && typeof json === "object" && json !== null) return json;
  throw errorFor(response, { text, json });
}

/** The error that an answer tells, whatever it is. */
export async function readError(response: Response): Promise<Error> {
  const text = await response.text();
  return errorFor(response, { text, json: parse(text) });
}

/** The error of an answer that says yes, and something else than was asked. */
export async function readForeign(response: Response): Promise<UnexpectedAnswerError> {
  return foreign(response, await response.text());
}

/** Throws where the answer is a page for people: nothing of the gateway's API is one. */
export async function refusePage(response: Response): Promise<Response> {
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/html")) throw await readError(response);
  return response;
}

function errorFor(response: Response, body: { text: string; json: unknown }): Error {
  const { status, headers } = response;
  const { json, text } = body;
  const told = typeof json === "object" && json !== null && "error" in json ? json.error : null;
  const requestId = headers.get("x-request-id");
  const refused = readRefused(told, { status, requestId, retryAfterMs: readRetryAfter(headers) });
  return refused === null ? foreign(response, text) : errorOf(refused);
}

function foreign({ status, url, headers }: Response, text: string): UnexpectedAnswerError {
  return new UnexpectedAnswerError({ status, url, type: headers.get("content-type"), text });
}

function parse(text: string): ReturnType<typeof JSON.parse> {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
