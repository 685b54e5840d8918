/** What sends: the web's `fetch`, whoever implements it, asked by an address. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Connections, and their end. */
export interface Transport {
  readonly fetch: Fetch;
  close(): Promise<void>;
}

/** What a pool of connections keeps to, where there is one. */
export interface TransportBounds {
  readonly connectTimeoutMs: number;
  readonly connectionsMax: number;
}
