/** How deep a parsed JSON value is nested; counts no further than just beyond `max`. */
export function jsonDepth(value: unknown, max: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (max === 0) return 1;
  let deepest = 0;
  for (const inner of Object.values(value)) {
    const depth = jsonDepth(inner, max - 1);
    if (depth > deepest) deepest = depth;
    if (deepest >= max) break;
  }
  return deepest + 1;
}
