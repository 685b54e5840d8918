import type { FastifySchema } from "fastify";
import type { TObject, TSchema } from "typebox";
import type { Role } from "../../core/access/operator.ts";
import type { RefusalCode } from "../../core/refusal.ts";

/** Groups of endpoints, in the order in which the reference shows them. */
export const tags = {
  Calls: "Ask a model, watch what it costs, stop it.",
  Dialects: "The same calls for clients that speak otherwise: same road, same books.",
  Models: "What may be called, and at what price.",
  "Own books": "What a key is, and what its account has, spent and owes.",
  Operation: "Is the gateway alive, and what can it do.",
  Accounts: "Who pays, and what is paid in.",
  Keys: "Projects, and the keys that belong to them.",
  Operators: "Who may use the admin API, and in which role.",
  Console: "Signing in to the console, and who of an account may.",
  Alerts: "Webhooks that tell when a balance falls.",
  Books: "The journal, open holds, prices, and the proof that all of it adds up.",
} as const;

export type Tag = keyof typeof tags;

/** What a reader must know of one endpoint; its method and path are where it is registered. */
export interface RouteDescription {
  /** Its name in generated clients: a verb and its object. */
  readonly operationId: string;
  /** Its path, where one registered path serves several endpoints. */
  readonly path?: string;
  readonly tag: Tag;
  /** A few words. */
  readonly summary: string;
  /** Sentences; code in backticks, paragraphs parted by an empty line. */
  readonly description?: string;
  /** Of the steps of the path that vary; `*` of a path is called `id` here. */
  readonly params?: TObject;
  readonly querystring?: TObject;
  /** Headers that the endpoint reads, beside `Authorization`. */
  readonly headers?: TObject;
  readonly body?: TSchema;
  /** What it answers, by status; refusals are told by their codes. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Of the admin API: who may write here at least; an owner where it isn't said. */
  readonly leastRole?: Role;
  /** Of the admin API: members of accounts may call it too; operators alone where it isn't said. */
  readonly members?: MembersAccess;
  /** True where nobody has to be signed in, nor to show a key. */
  readonly open?: boolean;
  /** What a refusal is told in; as everywhere where it isn't said. */
  readonly error?: TSchema;
  /** Beside those that every endpoint of its kind has; see `refusalsOf`. */
  readonly refusals?: readonly RefusalCode[];
}

/** What members of accounts may do at an endpoint of the admin API, each in the own account. */
export interface MembersAccess {
  readonly belonging: Belonging;
  /** Who may write; every member may read. */
  readonly leastRole?: Role;
}

/**
 * By what a call is found to be about the member's account: the field `account_id` of its query or
 * body, the project that its body names, or the thing that its path names. `everybody`: it is about
 * no account.
 */
export type Belonging =
  | "everybody"
  | "account_id"
  | "project_id"
  | "account"
  | "project"
  | "key"
  | "call"
  | "alert"
  | "member";

export interface Answer {
  readonly description: string;
  /** A schema for each media type. */
  readonly content: Readonly<Record<string, TSchema>>;
  readonly headers?: Readonly<Record<string, TSchema>>;
}

declare module "fastify" {
  interface FastifySchema {
    readonly described?: RouteDescription;
    /** Further endpoints behind the same registered path. */
    readonly alsoDescribed?: readonly RouteDescription[];
  }
}

/**
 * For an endpoint that reads its request by itself, after it knows who calls: the framework checks
 * nothing, so nothing is added to the way of a call.
 */
export function describedRoute(described: RouteDescription): FastifySchema {
  return { described };
}

/** For an endpoint whose query and body the framework checks against these schemas. */
export function checkedRoute(described: RouteDescription): FastifySchema {
  const { querystring, body } = described;
  return {
    described,
    ...(querystring === undefined ? {} : { querystring }),
    ...(body === undefined ? {} : { body }),
  };
}

/** An answer in JSON. */
export function json(description: string, schema: TSchema): Answer {
  return { description, content: { "application/json": schema } };
}
