import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { deleteOperator, type Operator, operatorsQuery } from "../../api/operators.ts";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/dialog.tsx";
import { Instant } from "../../parts/instant.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { ShownOnce } from "../../parts/shown-once.tsx";
import { Asked, EmptyState } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { tell } from "../../parts/toasts.tsx";
import { useChange } from "../../parts/use-change.ts";
import { useSession } from "../../shell/account.ts";
import { type NewOperator, OperatorForm } from "./operator-form.tsx";

/** Who runs the gateway, each with a token and a role of their own. */
export function Operators() {
  const { role } = useSession();
  const operators = useQuery(operatorsQuery);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<NewOperator | null>(null);
  const make =
    role === "owner" ? (
      <Button kind="main" icon="plus" onClick={() => setMaking(true)}>
        Make an operator
      </Button>
    ) : null;
  return (
    <Page
      title="Operators"
      lead="Who runs the gateway. Whoever has the admin token is an owner too, and is not listed."
      actions={make}
    >
      <Asked query={operators}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon="operator" title="Only the admin token so far" action={make}>
              Give everybody a token and a role of their own: every write stands in the log with who
              did it, and one token can be ended without the others.
            </EmptyState>
          ) : (
            <Card>
              <Table
                stacked
                caption="Operators"
                columns={role === "owner" ? [...columns, ending] : columns}
                rows={data}
                idOf={({ id }) => id}
              />
            </Card>
          )
        }
      </Asked>
      {making ? <OperatorForm onClose={() => setMaking(false)} onMade={setMade} /> : null}
      <ShownOnce
        text={made?.token ?? null}
        onClose={() => setMade(null)}
        title={`The token of ${made?.name ?? ""}`}
        description="It is shown this once: nobody can read it later. It signs in to this console and calls the admin API."
        copyLabel={`Copy: The token of ${made?.name ?? ""}`}
      />
    </Page>
  );
}

const columns: readonly Column<Operator>[] = [
  { name: "Name", cell: ({ name }) => name },
  { name: "Role", cell: ({ role }) => role },
  { name: "Token", cell: ({ hint }) => (hint === null ? "—" : <code>{hint}</code>) },
  {
    name: "Made",
    always: false,
    cell: ({ created_at: at }) => (at === null ? "—" : <Instant at={at} seconds={false} />),
  },
];

const ending: Column<Operator> = {
  name: "Actions",
  cell: (operator) => <DeleteButton operator={operator} />,
};

function DeleteButton({ operator }: { readonly operator: Operator }) {
  const [asking, setAsking] = useState(false);
  const close = (): void => setAsking(false);
  const remove = async (): Promise<void> => {
    await deleteOperator(operator.id);
    tell(`${operator.name} is no operator any more`);
  };
  const deleting = useChange("operators", remove, close);
  return (
    <>
      <Button onClick={() => setAsking(true)}>Delete</Button>
      <Confirm
        open={asking}
        onClose={close}
        title={`Delete ${operator.name}?`}
        action="Delete operator"
        busy={deleting.isPending}
        onConfirm={() => deleting.mutate()}
      >
        The very next call with that token is refused, and its browsers are signed out.
      </Confirm>
    </>
  );
}
