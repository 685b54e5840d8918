import type { Clock } from "../ports/clock.ts";
import type { Passwords } from "../ports/passwords.ts";
import type { Random } from "../ports/random.ts";
import type { Store } from "../ports/store.ts";

/** What the control plane may ask of the outside. */
export interface Office {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly passwords: Passwords;
  /** Keyed hash of a secret, hexadecimal. */
  readonly hashSecret: (secret: string) => string;
}
