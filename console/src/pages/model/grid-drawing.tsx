import type { PictureGrid } from "../../api/models.ts";
import type { Measured } from "./picture-card.tsx";

/** Of more lines than that nothing could be seen … */
const linesMax = 400;
/** … and from so many on they are drawn finely, so that the picture is still seen. */
const fineFrom = 24;

interface GridDrawingProps {
  readonly picture: Measured;
  readonly grid: PictureGrid | null;
}

/** The picture with the rule's own tiles over it; where they reach beyond it, so does the drawing. */
export function GridDrawing({ picture, grid }: GridDrawingProps) {
  const { width, height, shown } = picture;
  if (!(width > 0 && height > 0)) return null;
  const right = Math.max(width, grid === null ? 0 : grid.columns * grid.cell_width);
  const bottom = Math.max(height, grid === null ? 0 : grid.rows * grid.cell_height);
  const isDense = grid !== null && grid.columns + grid.rows > linesMax;
  const lines = grid === null || isDense ? "" : linesOf(grid);
  return (
    <figure className="grid-drawing">
      <svg
        viewBox={`0 0 ${right} ${bottom}`}
        role="img"
        aria-label={describe(picture, grid)}
        className={grid !== null && grid.columns + grid.rows >= fineFrom ? "fine" : undefined}
      >
        <rect className="beyond" width={right} height={bottom} />
        {shown === null ? (
          <rect className="blank" width={width} height={height} />
        ) : (
          <image href={shown} width={width} height={height} preserveAspectRatio="none" />
        )}
        <path className="grid-shade" d={lines} />
        <path className="grid-line" d={lines} />
      </svg>
      <figcaption className="muted small">
        {describe(picture, grid)}
        {isDense ? " They are too many to be drawn." : ""}
      </figcaption>
    </figure>
  );
}

function describe({ width, height }: Measured, grid: PictureGrid | null): string {
  const size = `${width} × ${height} pixels`;
  if (grid === null) return `${size}; this rule has no tiles to draw at this detail.`;
  const cell = `${Number(grid.cell_width.toFixed(1))} × ${Number(grid.cell_height.toFixed(1))}`;
  return grid.columns * grid.rows === 1
    ? `${size}, counted as one.`
    : `${size} in ${grid.columns} × ${grid.rows} tiles of ${cell} of its pixels.`;
}

function linesOf({ columns, rows, cell_width: across, cell_height: down }: PictureGrid): string {
  const [right, bottom] = [columns * across, rows * down];
  const upright = Array.from(
    { length: columns + 1 },
    (_, column) => `M${column * across} 0V${bottom}`,
  );
  const lying = Array.from({ length: rows + 1 }, (_, row) => `M0 ${row * down}H${right}`);
  return [...upright, ...lying].join("");
}
