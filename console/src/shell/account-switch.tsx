import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId } from "react";
import { accountsQuery } from "../api/accounts.ts";
import { useAccount, useSession } from "./account.ts";

/** Whose books the pages show. A member has one account; an operator chooses. */
export function AccountSwitch() {
  const session = useSession();
  return session.kind === "member" ? (
    <strong className="account-name">{session.account_name}</strong>
  ) : (
    <OperatorsSwitch />
  );
}

function OperatorsSwitch() {
  const id = useId();
  const account = useAccount();
  const navigate = useNavigate();
  const { data } = useQuery(accountsQuery);
  const choose = (chosen: string): void => {
    void navigate({ to: ".", search: chosen === "" ? {} : { account: chosen } });
  };
  return (
    <div className="account-switch">
      <label htmlFor={id} className="unseen">
        Account
      </label>
      <select
        id={id}
        className="input"
        value={account ?? ""}
        onChange={({ target }) => choose(target.value)}
      >
        <option value="">All accounts</option>
        {data?.data
          .filter(({ kind }) => kind === "customer")
          .map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
      </select>
    </div>
  );
}
