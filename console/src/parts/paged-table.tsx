import type { InfiniteData } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { List } from "../api/list.ts";
import { Button } from "./button.tsx";
import { Asked } from "./states.tsx";
import { type Column, Table } from "./table.tsx";

interface PagedTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  readonly query: {
    readonly data: InfiniteData<List<Row>, unknown> | undefined;
    readonly error: unknown;
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => unknown;
  };
  /** In the place of a table without rows. */
  readonly empty: ReactNode;
}

/** A list that is asked for page by page. */
export function PagedTable<Row>({ caption, columns, idOf, query, empty }: PagedTableProps<Row>) {
  return (
    <Asked query={query} rows={6}>
      {({ pages }) => {
        const rows = pages.flatMap(({ data }) => data);
        if (rows.length === 0) return empty;
        return (
          <>
            <Table stacked caption={caption} columns={columns} rows={rows} idOf={idOf} />
            {query.hasNextPage ? (
              <div>
                <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  Show more
                </Button>
              </div>
            ) : null}
          </>
        );
      }}
    </Asked>
  );
}
