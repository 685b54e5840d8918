/** A page of a list; `next` is what to ask `after` for the next one, null at the end. */
export interface List<Row> {
  readonly data: readonly Row[];
  readonly next: string | number | null;
}
