import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { accountsQuery } from "../api/accounts.ts";
import { Asked, EmptyState } from "../parts/states.tsx";

const offered = 8;

interface ChooseAccountProps {
  /** What is shown once one is chosen: "its statements". */
  readonly what: string;
}

/** In the place of what belongs to one account, as long as an operator looks at all of them. */
export function ChooseAccount({ what }: ChooseAccountProps) {
  const accounts = useQuery(accountsQuery);
  return (
    <Asked query={accounts}>
      {({ data }) => {
        const customers = data.filter(({ kind }) => kind === "customer");
        const more = customers.length > offered ? " The others are in the list above." : "";
        const links = customers.slice(0, offered).map(({ id, name }) => (
          <Link
            key={id}
            to="."
            search={(before) => ({ ...before, account: id })}
            className="button"
          >
            {name}
          </Link>
        ));
        return (
          <EmptyState
            icon="operator"
            title="Choose an account"
            action={<div className="row">{links}</div>}
          >
            {customers.length === 0
              ? "There is none yet: make one on the page Accounts."
              : `You look at all accounts. Choose one to see ${what}.${more}`}
          </EmptyState>
        );
      }}
    </Asked>
  );
}
