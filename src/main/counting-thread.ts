import type { TextOrder } from "../flow/gateway.ts";
import { openWakingThread } from "./waking-thread.ts";

/** What the thread is asked; it answers the tokens in the order of the texts. */
export interface CountQuestion {
  readonly orders: readonly TextOrder[];
  readonly tokensMax: number;
}

/** The way to a thread that counts. */
export interface CountingThread {
  /** Tokens of each text; null where the thread failed: whoever asked has to count by himself. */
  count(orders: readonly TextOrder[], tokensMax: number): Promise<readonly number[] | null>;
}

const file = new URL("./count-texts-thread.ts", import.meta.url);

/** A thread for long texts. */
export function openCountingThread(): CountingThread {
  const thread = openWakingThread<CountQuestion, readonly number[]>(file);
  return { count: (orders, tokensMax) => thread.ask({ orders, tokensMax }).catch(() => null) };
}
