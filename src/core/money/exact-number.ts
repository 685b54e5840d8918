import { formatDollars, type Picodollars } from "./picodollars.ts";

// Node has `JSON.rawJSON` since release 22; TypeScript's library doesn't know it yet.
declare global {
  interface JSON {
    rawJSON(text: string): object;
  }
}

/** An exact amount as a JSON number: the only way that no float comes in between. */
export function exactNumber(amount: Picodollars): object {
  return JSON.rawJSON(formatDollars(amount));
}
