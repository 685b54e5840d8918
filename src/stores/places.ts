/** The number that a place in a list stands for; 0 for its start, null where it is none. */
export function numberOfPlace(place: string | null): number | null {
  if (place === null) return 0;
  return /^\d{1,15}$/.test(place) ? Number(place) : null;
}

/** The opening that a place in a list of sessions names: `2:my-session`. */
export function openingOfPlace(
  place: string | null,
): { readonly sessionId: string; readonly opening: number } | null {
  if (place === null) return { sessionId: "", opening: 0 };
  const parts = /^(\d{1,15}):(.*)$/s.exec(place);
  return parts === null ? null : { opening: Number(parts[1]), sessionId: parts[2] ?? "" };
}
