import { noteServer, serverIsThere } from "./server-state.ts";

/**
 * Fetches a page's program. Where the gateway can't be reached it waits until it is back, with the
 * page before still shown: a browser's own error page would never come back by itself.
 */
export async function loadPage<Program>(load: () => Promise<Program>): Promise<Program> {
  try {
    return await load();
  } catch {
    noteServer("lost");
    await serverIsThere();
    return await loadAgain(load);
  }
}

/** A browser that remembers the failure, or a gateway with newer pages: both need a fresh start. */
async function loadAgain<Program>(load: () => Promise<Program>): Promise<Program> {
  try {
    return await load();
  } catch (error) {
    window.location.reload();
    throw error;
  }
}
