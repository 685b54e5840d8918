/** Rows in the order in which they were created, found by id and paged by id. */
export interface OrderedTable<Row> {
  readonly get: (id: string) => Row | null;
  /** Adds at the end, or replaces where it stands. */
  readonly put: (row: Row) => void;
  readonly remove: (id: string) => void;
  /** The next rows after an id that pass the test; an id that was removed keeps its place. */
  readonly page: (range: PageRange, fits: (row: Row) => boolean) => readonly Row[];
}

export interface PageRange {
  /** Null from the first row on. */
  readonly after: string | null;
  readonly limit: number;
}

interface Placed<Row> {
  readonly place: number;
  readonly row: Row;
}

export function orderedTable<Row extends { readonly id: string }>(
  rows: readonly Row[],
): OrderedTable<Row> {
  const placed = new Map<string, Placed<Row>>();
  /** Where removed rows stood, so that a page can go on after one of them. */
  const removed = new Map<string, number>();
  let nextPlace = 0;
  const put = (row: Row): void => {
    const known = placed.get(row.id);
    placed.set(row.id, { place: known?.place ?? nextPlace++, row });
  };
  for (const row of rows) put(row);
  return {
    get: (id) => placed.get(id)?.row ?? null,
    put,
    remove: (id) => {
      const known = placed.get(id);
      if (known === undefined) return;
      removed.set(id, known.place);
      placed.delete(id);
    },
    page: ({ after, limit }, fits) => {
      const from = after === null ? -1 : (placed.get(after)?.place ?? removed.get(after));
      if (from === undefined) return [];
      const found: Row[] = [];
      for (const { place, row } of placed.values()) {
        if (found.length >= limit) break;
        if (place > from && fits(row)) found.push(row);
      }
      return found;
    },
  };
}
