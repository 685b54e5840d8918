import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type Key, keysQuery } from "../../api/keys.ts";
import { type Model, modelsQuery } from "../../api/models.ts";
import { Page } from "../../parts/page.tsx";
import { Asked, EmptyState } from "../../parts/states.tsx";
import { useAccount } from "../../shell/account.ts";
import { Chat } from "./chat.tsx";
import "./playground.css";

/** Asks a model by hand: what it would cost, what it costs while it runs, what it has cost. */
export function Playground() {
  const models = useQuery(modelsQuery);
  const keys = useQuery(keysQuery(useAccount()));
  return (
    <Page
      title="Playground"
      lead="A real call on a real key: its most is known before it is sent, and it can be stopped."
    >
      <Asked query={models} rows={6}>
        {({ data }) => (
          <Asked query={keys} rows={6}>
            {(known) => <WithKey models={data} keys={known.data.filter(isUsable)} />}
          </Asked>
        )}
      </Asked>
    </Page>
  );
}

function isUsable({ disabled, expires_at: end }: Key): boolean {
  return !disabled && (end === null || new Date(end) > new Date());
}

interface WithKeyProps {
  readonly models: readonly Model[];
  readonly keys: readonly Key[];
}

function WithKey({ models, keys }: WithKeyProps) {
  const { model } = useSearch({ from: "/inside/playground" });
  const navigate = useNavigate({ from: "/playground" });
  const [chosenKey, setChosenKey] = useState("");
  const key = keys.find(({ id }) => id === chosenKey) ?? keys[0];
  if (key === undefined) return <NoKey />;
  const open = models.filter(({ id }) => key.models === null || key.models.includes(id));
  const chosen = open.find(({ id }) => id === model) ?? open[0];
  return (
    <Chat
      models={open}
      model={chosen}
      keys={keys}
      chosenKey={key}
      onModel={(id) =>
        void navigate({ search: (before) => ({ ...before, model: id }), replace: true })
      }
      onKey={setChosenKey}
    />
  );
}

function NoKey() {
  return (
    <EmptyState
      icon="keys"
      title="A call needs a key"
      action={
        <Link
          to="/keys"
          search={({ account }) => (account === undefined ? {} : { account })}
          className="button main"
        >
          Go to the keys
        </Link>
      }
    >
      What is tried here is paid by a key's account like any other call. Make a key first.
    </EmptyState>
  );
}
