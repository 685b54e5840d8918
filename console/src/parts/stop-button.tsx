import { useMutation, useQueryClient } from "@tanstack/react-query";
import { stopCall } from "../api/holds.ts";
import { showDollars } from "../api/money.ts";
import { Button } from "./button.tsx";
import { tell } from "./toasts.tsx";

interface StopButtonProps {
  readonly call: { readonly id: string; readonly key_id: string; readonly model: string };
}

/** Stops a running call at its provider, and tells the final bill. */
export function StopButton({ call }: StopButtonProps) {
  const client = useQueryClient();
  const stopping = useMutation({
    mutationFn: () => stopCall(call),
    onSuccess: async ({ status, cost }) => {
      tell(`${call.model}: ${status}`, `It cost ${showDollars(cost)}.`);
      await client.invalidateQueries();
    },
    onError: (error) => tell("It could not be stopped", error.message),
  });
  return (
    <Button
      icon="stop"
      busy={stopping.isPending}
      onClick={() => stopping.mutate()}
      aria-label={`Stop ${call.id}`}
    >
      Stop
    </Button>
  );
}
