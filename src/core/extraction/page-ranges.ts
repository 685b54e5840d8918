/** Pages from `first` to `last`, both counted from 1; null for the document's end. */
export interface PageRange {
  readonly first: number;
  readonly last: number | null;
}

/** Reads pages such as `1-10,15,40-`. Null where it is none, or a range runs backwards. */
export function readPageRanges(text: string): readonly PageRange[] | null {
  const ranges = text.split(",").map(readRange);
  const found = ranges.filter((one) => one !== null);
  return found.length === ranges.length ? found : null;
}

function readRange(text: string): PageRange | null {
  const [, low, dash, high] = /^([1-9]\d{0,4})(?:(-)([1-9]\d{0,4})?)?$/.exec(text.trim()) ?? [];
  if (low === undefined) return null;
  const first = Number(low);
  if (dash === undefined) return { first, last: first };
  if (high === undefined) return { first, last: null };
  return Number(high) < first ? null : { first, last: Number(high) };
}

/** The pages of these ranges in their order, each once; the first that the document lacks. */
export function selectPages(
  ranges: readonly PageRange[],
  pageCount: number,
): { readonly pages: readonly number[] } | { readonly missing: number } {
  const chosen = new Set<number>();
  for (const { first, last } of ranges) {
    if (first > pageCount) return { missing: first };
    if ((last ?? 0) > pageCount) return { missing: pageCount + 1 };
    for (let page = first; page <= (last ?? pageCount); page += 1) chosen.add(page);
  }
  return { pages: [...chosen].sort((one, other) => one - other) };
}
