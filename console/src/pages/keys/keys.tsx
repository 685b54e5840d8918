import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Key, keyPagesQuery, type NewKey, projectsQuery } from "../../api/keys.ts";
import { Button } from "../../parts/button.tsx";
import { More } from "../../parts/more.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { ShownOnce } from "../../parts/shown-once.tsx";
import { EmptyState, Failure, Loading } from "../../parts/states.tsx";
import { useAccount, useSession } from "../../shell/account.ts";
import { KeyForm } from "./key-form.tsx";
import { KeyTable } from "./key-table.tsx";
import { ProjectsCard } from "./projects-card.tsx";

/** The account's keys: made, limited, rotated, ended. */
export function Keys() {
  const account = useAccount();
  const { role } = useSession();
  const [editing, setEditing] = useState<Key | "new" | null>(null);
  const [made, setMade] = useState<NewKey | null>(null);
  const keys = useInfiniteQuery(keyPagesQuery(account));
  const projects = useQuery(projectsQuery(account)).data?.data ?? [];
  const rows = keys.data?.pages.flatMap(({ data }) => data);
  const may = role === "owner";
  const make =
    may && account !== null ? (
      <Button kind="main" icon="plus" onClick={() => setEditing("new")}>
        Create key
      </Button>
    ) : null;
  return (
    <Page
      title="Keys"
      lead="What programs show to call. Each has a list of models and limits of its own."
      actions={make}
    >
      {account === null ? <p className="muted">Choose an account above to make a key.</p> : null}
      {keys.error === null ? null : <Failure error={keys.error} />}
      {rows === undefined && keys.error === null ? <Loading rows={5} /> : null}
      {rows === undefined ? null : (
        <Card>
          {rows.length === 0 ? (
            <EmptyState icon="keys" title="No key yet" action={make}>
              A program needs one to call a model. Its secret is shown once, when it is made.
            </EmptyState>
          ) : (
            <KeyTable
              keys={rows}
              projects={projects}
              onEdit={may ? setEditing : null}
              onNewSecret={setMade}
            />
          )}
          <More list={keys} what="keys" />
        </Card>
      )}
      {account === null ? null : <ProjectsCard accountId={account} mayMake={may} />}
      {editing === null ? null : (
        <KeyForm
          accountId={editing === "new" ? (account ?? "") : editing.account_id}
          known={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
          onMade={setMade}
        />
      )}
      <ShownOnce
        text={made?.secret ?? null}
        onClose={() => setMade(null)}
        title={`The secret of ${made?.name ?? ""}`}
        description="It is shown this once: nobody can read it later. Keep it where your program reads its settings."
        copyLabel="Copy the secret"
      />
    </Page>
  );
}
