import type { Output } from "../../src/flow/output.ts";
import type { CallSeen } from "./call-seen.ts";
import type { Chance } from "./chance.ts";
import { type Life, never } from "./life.ts";
import type { World } from "./world.ts";

export interface OutputTerms {
  readonly world: World;
  readonly life: Life;
  readonly call: CallSeen;
  readonly chance: Chance;
}

/** A client's end of an answer, watched by the auditor: it may be slow, and it may go away. */
export function watchedOutput({ world, life, call, chance }: OutputTerms): Output {
  const { tag, client } = call.plan;
  let writes = 0;
  const take = (): Promise<void> | undefined => {
    if (client.goneAtWrite === writes) leave(world, call);
    writes += 1;
    if (!chance.happens(client.slow)) return undefined;
    world.happenings.note("client: slow");
    return takeItsTime({ world, life, call, chance });
  };
  return {
    live: call.plan.chat.stream,
    placed: (placement) => {
      if (!life.step(`${tag} is placed as ${placement.id}`)) return;
      if (placement.id !== call.holdId) world.auditor.object(`${tag}: placed as another call`);
    },
    begin: (opening) => {
      if (!life.step(`${tag} begins as ${opening.id}`)) return;
      if (call.begun) world.auditor.object(`${tag}: begins twice`);
      if (opening.id !== call.holdId) world.auditor.object(`${tag}: begins as another call`);
      call.begun = true;
    },
    write: (events) => {
      if (!life.step(`${tag} is sent ${events.length} events`)) return never();
      world.auditor.written(call, events);
      return take();
    },
    end: (settled, closing) => {
      const { charge } = settled.hold;
      if (!life.step(`${tag} ends with ${closing.length} events, ${charge}`)) return;
      world.auditor.ended(call, settled, closing);
    },
  };
}

/** The client goes away, once. */
export function leave(world: World, call: CallSeen): void {
  if (call.stopper.reason !== null || call.lastBytes) return;
  world.note(`${call.plan.tag} goes away`);
  world.happenings.note("client: gone");
  call.stopper.stop("client_gone");
}

/** A slow write ends in its own time, or when its client is gone. */
function takeItsTime({ world, call, chance }: OutputTerms): Promise<void> {
  const { signal } = call.stopper;
  if (call.stopper.reason === "client_gone") return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = world.clock.after(chance.below(chance.pick([5, 200, 3_000])), resolve);
    const gone = (): void => {
      if (call.stopper.reason !== "client_gone") return;
      cancel();
      resolve();
    };
    signal.addEventListener("abort", gone, { once: true });
  });
}
