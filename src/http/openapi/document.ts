/** The parts of OpenAPI 3.1 that the gateway's own document uses. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
    readonly headers: Readonly<Record<string, Header>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
  /** Every reason to say no, by its code. */
  readonly "x-refusals": Readonly<Record<string, RefusalShown>>;
}

export interface SecurityScheme {
  readonly type: string;
  readonly scheme?: string;
  /** Of a key: where it is sent, and under which name. */
  readonly in?: string;
  readonly name?: string;
  readonly description: string;
}

export interface RefusalShown {
  readonly status: number;
  readonly type: string;
  readonly repeating: string;
  readonly meaning: string;
}

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header | { readonly $ref: string }>>;
  readonly content?: Content;
  /** Of a refusal: every code that comes with this status. */
  readonly "x-codes"?: readonly string[];
}

interface Header {
  readonly description?: string;
  readonly schema: Schema;
}

export type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** A JSON Schema as plain data. */
export type Schema = Readonly<Record<string, unknown>>;
