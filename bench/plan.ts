/** How long and how often each figure is measured. Seconds are for each road in each round. */
export interface BenchPlan {
  readonly name: "full" | "short";
  /** Calls on each road before the first sample. */
  readonly warmUpCalls: number;
  readonly latency: Rounds;
  readonly saturation: Rounds;
  readonly firstToken: Rounds;
  readonly streams: Rounds;
  /** Calls on each road in each round. */
  readonly pictures: { readonly rounds: number; readonly calls: number };
  /** Calls of the gateway before its memory is read; the ceiling is for 50,000. */
  readonly memoryCalls: number;
  readonly ledgerSeconds: number;
  /** Rounds of each count; as many more go before them. */
  readonly tokenRounds: number;
  readonly client: { readonly rounds: number; readonly chunks: number };
  /** Times that all shipped workloads are planned. */
  readonly planRounds: number;
  /** Calls in the month that the console shows, and times that each of its questions is asked. */
  readonly console: { readonly calls: number; readonly asks: number };
}

interface Rounds {
  readonly rounds: number;
  readonly seconds: number;
}

/** At most ten minutes; a million calls alone take two to write. */
export const fullPlan: BenchPlan = {
  name: "full",
  warmUpCalls: 10_000,
  latency: { rounds: 6, seconds: 4 },
  saturation: { rounds: 7, seconds: 3 },
  firstToken: { rounds: 4, seconds: 4 },
  streams: { rounds: 3, seconds: 3 },
  pictures: { rounds: 3, calls: 8 },
  memoryCalls: 50_000,
  ledgerSeconds: 1.5,
  tokenRounds: 15,
  client: { rounds: 15, chunks: 5_000 },
  planRounds: 5,
  console: { calls: 1_000_000, asks: 50 },
};

/** At most a minute and a half, for every change. */
export const shortPlan: BenchPlan = {
  name: "short",
  warmUpCalls: 5_000,
  latency: { rounds: 3, seconds: 2 },
  saturation: { rounds: 3, seconds: 1.5 },
  firstToken: { rounds: 2, seconds: 2 },
  streams: { rounds: 1, seconds: 2 },
  pictures: { rounds: 1, calls: 5 },
  memoryCalls: 15_000,
  ledgerSeconds: 0.5,
  tokenRounds: 7,
  client: { rounds: 5, chunks: 5_000 },
  planRounds: 3,
  console: { calls: 20_000, asks: 5 },
};
