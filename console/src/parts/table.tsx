import type { ReactNode } from "react";

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the right, in figures of one width. */
  readonly numeric?: boolean;
  /** False where a narrow screen can do without it. */
  readonly always?: boolean;
}

interface TableProps<Row> {
  /** What it lists, for those who don't see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  /** On a narrow screen each row stands as a list of names and values, and nothing scrolls away. */
  readonly stacked?: boolean;
}

/** A table that scrolls by itself where it is wider than its place. */
export function Table<Row>({ caption, columns, rows, idOf, stacked = false }: TableProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section className="table-frame" tabIndex={0} aria-label={caption}>
      <table className={stacked ? "stacked" : undefined}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={classOf(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)}>
              {columns.map((column) => (
                <td key={column.name} className={classOf(column)} data-name={column.name}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function classOf<Row>({ numeric, always }: Column<Row>): string | undefined {
  const classes = [numeric === true ? "numeric" : "", always === false ? "spare" : ""];
  const joined = classes.filter((one) => one !== "").join(" ");
  return joined === "" ? undefined : joined;
}
