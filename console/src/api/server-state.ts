import { useSyncExternalStore } from "react";

export type ServerState = "there" | "lost";

let state: ServerState = "there";
const listeners = new Set<() => void>();

/** Every call tells whether the gateway answered; what shows it listens. */
export function noteServer(next: ServerState): void {
  if (next === state) return;
  state = next;
  for (const listen of listeners) listen();
}

export function useServerState(): ServerState {
  return useSyncExternalStore(
    (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    () => state,
  );
}
