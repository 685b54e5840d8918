import { useMutation, useQueryClient } from "@tanstack/react-query";
import { tell } from "./toasts.tsx";

/**
 * What a button changes at once, without a form; a refusal is told in passing. Every query whose
 * key begins with `touched` is asked anew, and `close` is called however it went.
 */
export function useChange<Given = void>(
  touched: string,
  change: (given: Given) => Promise<unknown>,
  close: () => void = () => undefined,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: [touched] }),
    onError: (error) => tell("That was refused", error.message),
    onSettled: close,
  });
}
