/** Aborts as soon as one of them does. */
export function anySignal(
  own: AbortController,
  other: AbortSignal | null | undefined,
): globalThis.AbortSignal {
  return other ? AbortSignal.any([own.signal, other]) : own.signal;
}
