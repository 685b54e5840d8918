import type { Detail } from "../chat/request.ts";
import type { Distribution } from "./distribution.ts";

/** What a model has to be able to do. */
export type Need = "vision" | "tools" | "json";

/**
 * What becomes of the pictures of earlier turns: `once` leaves them out of the history, so that
 * every call carries its own alone; `resent` carries all of them again; `described` puts a short
 * description in the place of every picture, written once by a model that sees it.
 */
export type PicturesSent = "once" | "resent" | "described";

/** Pictures of one size that every call brings along. */
export type WorkloadPicture =
  | {
      readonly count: number;
      readonly width: number;
      readonly height: number;
      readonly detail: Detail;
    }
  /** A picture whose tokens are known, on every model the same. */
  | { readonly count: number; readonly tokens: number };

/** Work that a model is wanted for; all tokens are of one call, unless it is said otherwise. */
export interface Workload {
  readonly name: string;
  readonly about: string;
  readonly callsPerDay: number;
  readonly daysPerMonth: number;
  /** Calls of one conversation. Each one sends again what was said before it. */
  readonly turns: number;
  /** What every call begins with, the same in all conversations. */
  readonly systemTokens: number;
  /** What the user says in one turn. */
  readonly promptTokens: Distribution;
  /** What the model answers in one turn, hidden thoughts included. */
  readonly outputTokens: Distribution;
  /** An answer is cut here; null where only the model's own limit cuts it. */
  readonly outputTokensMax: number | null;
  /** New in every turn. */
  readonly pictures: readonly WorkloadPicture[];
  readonly picturesSent: PicturesSent;
  /** Tokens of the description of one picture, and of what asks for it. */
  readonly descriptionTokens: number;
  readonly instructionTokens: number;
  /** Who describes; null for the cheapest model of the plan that sees. */
  readonly describedBy: string | null;
  /** Of what a call repeats, how much the provider's cache serves: from 0 to 1. */
  readonly cacheableShare: number;
  /** Whether token counts are each model's own, or of a vocabulary from which each one departs. */
  readonly countedIn: "model" | "o200k_base";
  readonly needs: readonly Need[];
  /** The longest wait for the first token, in milliseconds; null where nobody waits. */
  readonly firstTokenMsMax: number | null;
  /** Measured milliseconds to the first token, by model. */
  readonly firstTokenMs: ReadonlyMap<string, number>;
  /** Null for every model that has a price. */
  readonly models: readonly string[] | null;
}
