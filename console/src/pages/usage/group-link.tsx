import { Link } from "@tanstack/react-router";
import type { Group, UsageSearch } from "./usage-search.ts";

interface GroupLinkProps {
  readonly group: Group;
  readonly id: string;
  readonly name: string | undefined;
}

/** A row leads to what is behind it: the same page, narrowed down to this row. */
export function GroupLink({ group, id, name }: GroupLinkProps) {
  return (
    <Link to="/usage" search={(before) => ({ ...before, ...narrowed(group, id) })} replace={false}>
      {name ?? id}
    </Link>
  );
}

/** Down from accounts to keys, from keys to models, from models to days. */
function narrowed(group: Group, id: string): UsageSearch & { readonly account?: string } {
  switch (group) {
    case "day":
      return { from: id, to: id, group: "model" };
    case "model":
      return { model: id, group: "day" };
    case "key":
      return { key: id, group: "model" };
    case "project":
      return { project: id, group: "key" };
    case "session":
      return { session: id };
    case "account":
      return { account: id, group: "project" };
  }
}
