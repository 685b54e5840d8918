import { type PageBill, unbilled } from "../../core/extraction/page-line.ts";
import { limits } from "../../core/limits.ts";
import { type Picodollars, parseDollars, plus, zero } from "../../core/money/picodollars.ts";
import { at } from "../at.ts";
import { backOff, type Reply, type Sender } from "./send.ts";

type Body = Readonly<Record<string, unknown>>;

/** What a call may cost at most, and whether the account covers that now. */
export interface Priced {
  readonly ceiling: Picodollars;
  /** Null where it would be let in; else which limit keeps it out. */
  readonly refused: string | null;
}

/** A call as it ended. `halt` says why no other call would fare better. */
export type CallEnd =
  | {
      readonly kind: "answered";
      readonly content: string;
      readonly cut: boolean;
      readonly bill: PageBill;
      readonly sandbox: boolean;
    }
  | {
      readonly kind: "failed";
      readonly code: string;
      readonly message: string;
      readonly bill: PageBill;
      readonly halt: boolean;
    }
  /** What became of it is not known: the same call under the same name tells it. */
  | { readonly kind: "unknown"; readonly message: string };

/** The calls that read pages, under names that a second run gives them too. */
export interface PageCalls {
  /** What a call may cost; a sentence where it would be refused. */
  price(body: Body): Promise<Priced | { readonly refused: string }>;
  /** Makes the call, or finds the one that was made under this name: charged once. */
  complete(name: string, body: Body): Promise<CallEnd>;
  /** Stops it at the provider; what was produced is its answer and its bill. */
  cancel(name: string): Promise<void>;
}

const path = "/v1/chat/completions";

export function openPageCalls(sender: Sender, stop: AbortSignal): PageCalls {
  return {
    price: (body) => price(sender, body),
    complete: (name, body) => complete({ sender, stop, name, body }),
    async cancel(name) {
      await sender.send({ path: `${path}/${name}/cancel`, body: {} });
    },
  };
}

async function price(sender: Sender, body: Body): Promise<Priced | { readonly refused: string }> {
  let told = "";
  for (let turn = 0; turn < limits.extractTriesMax; turn += 1) {
    const reply = await sender.send({ path: "/v1/estimate", body });
    const ceiling = parseDollars(String(at(reply.json, "cost.total_max")));
    if (reply.status === 200 && ceiling !== null) {
      const refused = at(reply.json, "refused");
      return { ceiling, refused: refused === undefined ? null : String(refused) };
    }
    told = sender.explain(reply);
    if (!isPassing(reply)) break;
    await backOff(turn, reply, null);
  }
  return { refused: told };
}

interface Calling {
  readonly sender: Sender;
  readonly stop: AbortSignal;
  readonly name: string;
  readonly body: Body;
}

async function complete(calling: Calling): Promise<CallEnd> {
  const { sender, stop, name, body } = calling;
  const headers = { "idempotency-key": name, "x-client-request-id": name };
  const timeoutMs = limits.extractAnswerMs;
  let told = "it was stopped while it waited for the gateway";
  for (let turn = 0; turn < limits.extractTriesMax; turn += 1) {
    const reply = await sender.send({ path, body, headers, timeoutMs });
    if (reply.status === 422) return await findCall(calling, sender.explain(reply));
    if (reply.status !== 0 && !isPassing(reply)) return readEnd(sender, reply);
    told = sender.explain(reply);
    if (stop.aborted) break;
    await backOff(turn, reply, stop);
  }
  return { kind: "unknown", message: told };
}

/** What the next moment may mend: the key makes sure that nothing runs twice. */
function isPassing({ status, json, mayRetry }: Reply): boolean {
  if (status === 0 || status === 429) return true;
  if (status === 503) return mayRetry;
  return at(json, "error.code") === "internal_error";
}

/** Codes that say the same of every page. */
const halting = new Set([
  "invalid_api_key",
  "model_not_available",
  "model_not_found",
  "model_not_priced",
  "insufficient_balance",
  "spend_limit_reached",
  "upstream_unavailable",
  "forbidden",
  "not_found",
]);

function readEnd(sender: Sender, reply: Reply): CallEnd {
  const { status, json } = reply;
  if (status === 200) {
    const content = at(json, "choices.0.message.content");
    return {
      kind: "answered",
      content: typeof content === "string" ? content : "",
      cut: at(json, "choices.0.finish_reason") === "length",
      bill: billOf(at(json, "id"), at(json, "usage")),
      sandbox: reply.upstream === "sandbox",
    };
  }
  const code = at(json, "error.code");
  const id = at(json, "error.metadata.id");
  const bill = billOf(id, at(json, "error.metadata.usage"));
  // A refusal frees the call's name; whatever was charged, or is kept no longer, has used it up.
  const used = bill.cost > 0n || code === "output_expired";
  return {
    kind: "failed",
    code: typeof code === "string" ? code : `status_${status}`,
    message: explainPage(reply, sender),
    bill: used ? bill : unbilled,
    halt: typeof code !== "string" || halting.has(code),
  };
}

/** A page's own failure: its code stands beside it anyway. */
function explainPage(reply: Reply, sender: Sender): string {
  const message = at(reply.json, "error.message");
  return typeof message === "string" ? message : sender.explain(reply);
}

/** The call that has this name already, made with other bytes, such as those of another version. */
async function findCall({ sender, name }: Calling, told: string): Promise<CallEnd> {
  const record = await sender.send({ path: `${path}/${name}` });
  const cost = at(record.json, "cost");
  if (record.status !== 200 || typeof cost !== "string") return { kind: "unknown", message: told };
  const bill = billOf(at(record.json, "id"), at(record.json, "usage"));
  const content = at(record.json, "message.content");
  if (typeof content === "string") {
    const cut = at(record.json, "finish_reason") === "length";
    const sandbox = String(at(record.json, "attempts.0.provider")) === "sandbox";
    return { kind: "answered", content, cut, bill, sandbox };
  }
  return { kind: "failed", code: "output_expired", message: told, bill, halt: false };
}

/** The bill of one call; exact, because its parts are decimal strings. */
function billOf(id: unknown, usage: unknown): PageBill {
  return {
    cost: plus(amountAt(usage, "cost_details.prompt"), amountAt(usage, "cost_details.completion")),
    promptTokens: tokensAt(usage, "prompt_tokens"),
    completionTokens: tokensAt(usage, "completion_tokens"),
    calls: 1,
    id: typeof id === "string" ? id : null,
  };
}

function amountAt(usage: unknown, name: string): Picodollars {
  return parseDollars(String(at(usage, name))) ?? zero;
}

function tokensAt(usage: unknown, name: string): number {
  const tokens = at(usage, name);
  return typeof tokens === "number" && Number.isSafeInteger(tokens) ? tokens : 0;
}
