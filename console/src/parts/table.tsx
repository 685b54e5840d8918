import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the right, in figures of one width. */
  readonly numeric?: boolean;
  /** False where a narrow screen can do without it. */
  readonly always?: boolean;
  /** By what the rows are ordered where the table can be sorted; absent: not by this column. */
  readonly sort?: string;
}

/** By which column the rows are ordered; they come ordered already. */
export interface Sorting {
  readonly by: string;
  readonly falling: boolean;
  readonly onSort: (by: string) => void;
}

interface TableProps<Row> {
  /** What it lists, for those who don't see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  /** On a narrow screen each row stands as a list of names and values, and nothing scrolls away. */
  readonly stacked?: boolean;
  readonly sorting?: Sorting;
}

/** A table that scrolls by itself where it is wider than its place. */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, idOf, stacked = false, sorting } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section className="table-frame" tabIndex={0} aria-label={caption}>
      <table className={stacked ? "stacked" : undefined}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.name} column={column} sorting={sorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)}>
              {columns.map((column) => (
                <td key={column.name} className={classOf(column)} data-name={column.name}>
                  {stacked ? <div>{column.cell(row)}</div> : column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface HeadingProps<Row> {
  readonly column: Column<Row>;
  readonly sorting: Sorting | undefined;
}

function Heading<Row>({ column, sorting }: HeadingProps<Row>) {
  const { name, sort } = column;
  if (sorting === undefined || sort === undefined) {
    return (
      <th scope="col" className={classOf(column)}>
        {name}
      </th>
    );
  }
  const order = sorting.falling ? "descending" : "ascending";
  const isSorted = sorting.by === sort;
  return (
    <th scope="col" className={classOf(column)} aria-sort={isSorted ? order : "none"}>
      <button type="button" className="sorter" onClick={() => sorting.onSort(sort)}>
        {name}
        <span className="sorter-mark">
          {isSorted ? <Icon name={sorting.falling ? "down" : "up"} /> : null}
        </span>
      </button>
    </th>
  );
}

function classOf<Row>({ numeric, always }: Column<Row>): string | undefined {
  const classes = [numeric === true ? "numeric" : "", always === false ? "spare" : ""];
  const joined = classes.filter((one) => one !== "").join(" ");
  return joined === "" ? undefined : joined;
}
