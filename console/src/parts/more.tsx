import { Button } from "./button.tsx";

interface MoreProps {
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
  /** What there is more of: "Show more calls". */
  readonly what: string;
}

/** The next page of a list, where there is one. */
export function More({ list, what }: MoreProps) {
  if (!list.hasNextPage) return null;
  return (
    <Button
      className="more"
      busy={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
    >
      Show more {what}
    </Button>
  );
}
