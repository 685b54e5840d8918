import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  changeKey,
  deleteKey,
  type Key,
  type NewKey,
  type Project,
  rotateKey,
} from "../../api/keys.ts";
import { roughly, showDollars } from "../../api/money.ts";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/dialog.tsx";
import { Instant, showDay } from "../../parts/instant.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { tell } from "../../parts/toasts.tsx";
import { useChange } from "../../parts/use-change.ts";
import { keepAccount } from "../../shell/account.ts";

interface KeyTableProps {
  readonly keys: readonly Key[];
  readonly projects: readonly Project[];
  /** Null where the visitor may not change keys. */
  readonly onEdit: ((key: Key) => void) | null;
  readonly onNewSecret: (made: NewKey) => void;
}

export function KeyTable({ keys, projects, onEdit, onNewSecret }: KeyTableProps) {
  const projectOf = new Map(projects.map(({ id, name }) => [id, name]));
  const columns: Column<Key>[] = [
    { name: "Name", cell: (key) => <KeyName apiKey={key} /> },
    { name: "Project", cell: (key) => projectOf.get(key.project_id) ?? key.project_id },
    { name: "May call", cell: (key) => <Allowed apiKey={key} /> },
    { name: "This month", numeric: true, cell: ({ spend }) => showDollars(spend.cost) },
    { name: "Spend limit", cell: (key) => <SpendLimit apiKey={key} /> },
    { name: "Last used", cell: (key) => <LastUsed apiKey={key} /> },
  ];
  if (onEdit !== null) {
    columns.push({
      name: "Actions",
      cell: (key) => <KeyActions apiKey={key} onEdit={onEdit} onNewSecret={onNewSecret} />,
    });
  }
  return <Table stacked caption="Keys" columns={columns} rows={keys} idOf={({ id }) => id} />;
}

function KeyName({ apiKey }: { readonly apiKey: Key }) {
  const expired = apiKey.expires_at !== null && Date.parse(apiKey.expires_at) <= Date.now();
  return (
    <>
      {apiKey.name} {apiKey.disabled ? <span className="badge warn">disabled</span> : null}
      {expired ? <span className="badge bad">expired</span> : null}
      <br />
      <code className="muted">sk-{apiKey.hint}</code>
    </>
  );
}

/** Which models, how much of them at once, and until when. */
function Allowed({ apiKey }: { readonly apiKey: Key }) {
  const { models, output_tokens_max: most, expires_at: end } = apiKey;
  return (
    <>
      <span title={models?.join(", ")}>{modelsOf(models)}</span>
      {most === null ? null : (
        <p className="muted small">up to {most.toLocaleString("en-US")} output tokens</p>
      )}
      {end === null ? null : <p className="muted small">until {showDay(end)}</p>}
    </>
  );
}

function modelsOf(models: Key["models"]): string {
  if (models === null) return "every model";
  if (models.length === 0) return "no model";
  const more = models.length - 2;
  return models.slice(0, 2).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Charged and held together may reach the limit, and never pass it. */
function SpendLimit({ apiKey }: { readonly apiKey: Key }) {
  const { spend_limit: limit } = apiKey;
  if (limit === null) return "none";
  const of = `${showDollars(limit.amount)} ${limit.period === "total" ? "in all" : `a ${limit.period}`}`;
  return (
    <>
      {showDollars(limit.spent)} of {of}
      {roughly(limit.held) === 0 ? null : (
        <span className="muted small"> · {showDollars(limit.held)} held</span>
      )}
      <progress
        className="meter"
        aria-label={`Spent of the limit of ${apiKey.name}`}
        max={1}
        value={Math.min(1, roughly(limit.spent) / Math.max(roughly(limit.amount), 1e-12))}
      />
    </>
  );
}

function LastUsed({ apiKey }: { readonly apiKey: Key }) {
  const { last_used_at: at, id } = apiKey;
  if (at === null) return <span className="muted">never</span>;
  return (
    <Link to="/usage" search={(before) => ({ ...keepAccount(before), key: id })}>
      <Instant at={at} seconds={false} />
    </Link>
  );
}

type Asking = "rotate" | "delete" | null;

interface KeyActionsProps {
  readonly apiKey: Key;
  readonly onEdit: (key: Key) => void;
  readonly onNewSecret: (made: NewKey) => void;
}

function KeyActions({ apiKey, onEdit, onNewSecret }: KeyActionsProps) {
  const [asking, setAsking] = useState<Asking>(null);
  const close = (): void => setAsking(null);
  const turn = () => changeKey(apiKey.id, { disabled: !apiKey.disabled });
  const rotate = async (): Promise<void> => onNewSecret(await rotateKey(apiKey.id));
  const remove = async (): Promise<void> => {
    await deleteKey(apiKey.id);
    tell(`${apiKey.name} is deleted`);
  };
  const switching = useChange("keys", turn, close);
  const rotating = useChange("keys", rotate, close);
  const deleting = useChange("keys", remove, close);
  return (
    <div className="row">
      <Button onClick={() => onEdit(apiKey)}>Edit</Button>
      <Button busy={switching.isPending} onClick={() => switching.mutate()}>
        {apiKey.disabled ? "Enable" : "Disable"}
      </Button>
      <Button onClick={() => setAsking("rotate")}>Rotate</Button>
      <Button onClick={() => setAsking("delete")}>Delete</Button>
      <Confirm
        open={asking === "rotate"}
        onClose={close}
        title={`Rotate ${apiKey.name}?`}
        action="Rotate key"
        busy={rotating.isPending}
        onConfirm={() => rotating.mutate()}
      >
        It gets a new secret. The old one is void at once: programs that use it are refused.
      </Confirm>
      <Confirm
        open={asking === "delete"}
        onClose={close}
        title={`Delete ${apiKey.name}?`}
        action="Delete key"
        busy={deleting.isPending}
        onConfirm={() => deleting.mutate()}
      >
        Its next call is refused. What it spent stays on record. This can't be undone.
      </Confirm>
    </div>
  );
}
