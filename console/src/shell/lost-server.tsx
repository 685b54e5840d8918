import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { call } from "../api/call.ts";
import { readServerState, watchServer } from "../api/server-state.ts";
import { Icon } from "../parts/icon.tsx";

const lookMs = 2_000;

/** Shows that the gateway can't be reached, looks for it, and asks everything anew when it is back. */
export function LostServer() {
  const state = useSyncExternalStore(watchServer, readServerState);
  const client = useQueryClient();
  useEffect(() => {
    if (state === "there") return;
    const look = setInterval(() => {
      call("/livez").then(
        () => void client.invalidateQueries(),
        () => undefined,
      );
    }, lookMs);
    return () => clearInterval(look);
  }, [state, client]);
  if (state === "there") return null;
  return (
    <div className="lost" role="alert">
      <Icon name="warn" />
      The gateway can't be reached. What is shown is from before; it is asked again every two
      seconds.
    </div>
  );
}
