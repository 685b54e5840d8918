import type { PictureSize } from "./rule.ts";

/**
 * How a rule cuts a picture, for drawing it: cells from the picture's top left corner, in pixels of
 * the picture as it came, which may be fractions where it is scaled first. The last column and the
 * last row may reach beyond the picture.
 */
export interface PictureGrid {
  readonly columns: number;
  readonly rows: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** True where the whole picture counts once more beside its cells. */
  readonly preview: boolean;
}

/** Null where the rule has no cells at this size and detail, or its source doesn't say which. */
export type LayGrid = (picture: PictureSize) => PictureGrid | null;

/** Square cells; one that covers all of the picture is no larger than it. */
export function evenGrid(
  { width, height }: PictureSize,
  side: number,
  { columns, rows }: Pick<PictureGrid, "columns" | "rows">,
): PictureGrid {
  return columns * rows === 1
    ? { columns, rows, cellWidth: width, cellHeight: height, preview: false }
    : { columns, rows, cellWidth: side, cellHeight: side, preview: false };
}
