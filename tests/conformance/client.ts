/** What a client is asked to say; the same for all of them. */
export interface Ask {
  readonly key: string;
  readonly model: string;
  readonly prompt: string;
  readonly outputTokensMax: number;
  /** The base64 of a PNG, or null. */
  readonly picture: string | null;
}

/** What came of a call, as the client itself tells it. */
export interface Answer {
  readonly text: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface StreamedAnswer extends Answer {
  /** How many pieces of text it came in. */
  readonly pieces: number;
}

/** Two turns: the call of a function, and the answer that its result led to. */
export interface ToolTurns {
  readonly name: string;
  readonly input: unknown;
  readonly text: string;
}

/** How the client tells a refusal. */
export interface Trouble {
  /** The HTTP status; null where the client keeps it to itself. */
  readonly status: number | null;
  readonly message: string;
}

/**
 * A client that nobody here wrote, behind the few things that are asked of each. Every method
 * makes a client anew, as its users configure one, for the key that it is given.
 */
export interface Client {
  /** As its users call it: the package, and the language where there are two. */
  readonly name: string;
  /** The dialect: the path of the calls. */
  readonly speaks: string;
  /** Packages with their versions, as installed. */
  readonly packages: readonly string[];
  answer(ask: Ask): Promise<Answer>;
  stream(ask: Ask): Promise<StreamedAnswer>;
  /** Offers `weather`, wants it called, and hands in `weatherResult`; both turns in one way. */
  callTool(ask: Ask, streamed: boolean): Promise<ToolTurns>;
  /** Asks for `thingSchema` and answers what the client has parsed. */
  fillSchema(ask: Ask): Promise<unknown>;
  /** A call that is refused; retried by nobody where `patient` is false. */
  fail(ask: Ask, patient: boolean): Promise<Trouble>;
  /** Reads a stream to its first text and leaves, in the client's own way. */
  leave(ask: Ask): Promise<string>;
  /** Features that, though asked for as above, don't work with this client. */
  readonly limits?: Readonly<Record<string, Limit>>;
  /** Features that the client has no word for, each with what it has instead. */
  readonly lacks?: Readonly<Record<string, string>>;
  close?(): Promise<void>;
}

/** Where a feature does not work: with no model, or with all but those named. */
export interface Limit {
  readonly reason: string;
  readonly worksWith: readonly string[];
}

export const weather = {
  name: "get_weather",
  description: "The weather of a city",
  parameters: {
    type: "object" as const,
    properties: { city: { type: "string" as const } },
    required: ["city"],
    additionalProperties: false,
  },
};

export const weatherResult = "Sunny, 21 degrees";

export const thingSchema = {
  type: "object" as const,
  properties: { title: { type: "string" as const }, count: { type: "integer" as const } },
  required: ["title", "count"],
  additionalProperties: false,
};
