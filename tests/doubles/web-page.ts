/** What a page's script gets to see of an answer. */
export interface PageAnswer {
  readonly status: number;
  /** Only those that the answer exposes to pages, and the few that are always. */
  readonly headers: ReadonlyMap<string, string>;
  readonly response: Response;
}

export interface PageRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A browser's page of this origin: sees of other origins what the Fetch standard lets it see. */
export function openPage(origin: string) {
  return async (url: string, request: PageRequest = {}): Promise<PageAnswer> => {
    const method = request.method ?? (request.body === undefined ? "GET" : "POST");
    const headers = {
      ...request.headers,
      ...(request.body === undefined ? {} : { "content-type": "application/json" }),
    };
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const named = Object.keys(headers).map((name) => name.toLowerCase());
    if (named.length > 0 || !simpleMethods.includes(method)) {
      await preflight({ origin, url, method, named });
    }
    const response = await fetch(url, { method, headers: { ...headers, origin }, body });
    checkOrigin(origin, response);
    return { status: response.status, headers: exposed(response), response };
  };
}

/** What a browser throws where an answer is not for the page. */
export class Blocked extends Error {}

const simpleMethods = ["GET", "HEAD", "POST"];
const alwaysExposed = ["cache-control", "content-length", "content-type", "expires"];

interface Preflight {
  readonly origin: string;
  readonly url: string;
  readonly method: string;
  readonly named: readonly string[];
}

async function preflight({ origin, url, method, named }: Preflight): Promise<void> {
  const response = await fetch(url, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": method,
      "access-control-request-headers": [...named].sort().join(","),
    },
  });
  await response.arrayBuffer();
  checkOrigin(origin, response);
  if (!response.ok) throw new Blocked(`the preflight answered ${response.status}`);
  const methods = listIn(response, "access-control-allow-methods");
  if (!simpleMethods.includes(method) && !methods.includes(method.toLowerCase())) {
    throw new Blocked(`${method} is not allowed`);
  }
  const allowed = listIn(response, "access-control-allow-headers");
  // The star stands for every header but this one.
  const forbidden = named.find(
    (name) => !allowed.includes(name) && (name === "authorization" || !allowed.includes("*")),
  );
  if (forbidden !== undefined) throw new Blocked(`the header ${forbidden} is not allowed`);
}

function checkOrigin(origin: string, response: Response): void {
  const allowed = response.headers.get("access-control-allow-origin");
  if (allowed !== "*" && allowed !== origin) throw new Blocked(`allowed is ${allowed}`);
}

function exposed(response: Response): ReadonlyMap<string, string> {
  const names = listIn(response, "access-control-expose-headers");
  return new Map(
    [...response.headers].filter(
      ([name]) => alwaysExposed.includes(name) || names.includes("*") || names.includes(name),
    ),
  );
}

function listIn(response: Response, name: string): readonly string[] {
  const text = response.headers.get(name) ?? "";
  return text.split(",").map((one) => one.trim().toLowerCase());
}
