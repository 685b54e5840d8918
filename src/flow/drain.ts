import { limits } from "../core/limits.ts";
import type { Gateway } from "./gateway.ts";
import { pause } from "./pause.ts";

/**
 * Shuts the road: lets nothing new in, gives running calls their time to end, then stops and
 * settles what is left. Resolves when no call is running.
 */
export async function drain(gateway: Gateway): Promise<void> {
  gateway.running.closeTheDoor();
  const early = new AbortController();
  const ended = Promise.allSettled(gateway.running.all().map((call) => call.ended));
  const time = pause(gateway.clock, limits.drainMs, early.signal);
  await Promise.race([ended, time]);
  early.abort();
  for (const call of gateway.running.all()) call.stopper.stop("shutdown");
  await Promise.allSettled(gateway.running.all().map((call) => call.ended));
}
