export type ServerState = "there" | "lost";

let state: ServerState = "there";
const listeners = new Set<() => void>();

/** Every call tells whether the gateway answered; what shows it listens. */
export function noteServer(next: ServerState): void {
  if (next === state) return;
  state = next;
  for (const listen of listeners) listen();
}

/** Resolves when the gateway answers, which may be at once. */
export function serverIsThere(): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (state === "lost") return;
      listeners.delete(look);
      resolve();
    };
    listeners.add(look);
    look();
  });
}

/** Calls back whenever the answer of `readServerState` is another; answers what ends that. */
export function watchServer(listen: () => void): () => void {
  listeners.add(listen);
  return () => listeners.delete(listen);
}

export function readServerState(): ServerState {
  return state;
}
