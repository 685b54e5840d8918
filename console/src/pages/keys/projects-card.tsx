import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { createProject, type Project, projectsQuery } from "../../api/keys.ts";
import { Button } from "../../parts/button.tsx";
import { errorAt, TextField } from "../../parts/field.tsx";
import { FormDialog } from "../../parts/form-dialog.tsx";
import { Card } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { textOf } from "../../parts/text-of.ts";
import { tell } from "../../parts/toasts.tsx";
import { keepAccount } from "../../shell/account.ts";

interface ProjectsCardProps {
  readonly accountId: string;
  readonly mayMake: boolean;
}

/** The parts of an account: its keys see each other's calls within one. */
export function ProjectsCard({ accountId, mayMake }: ProjectsCardProps) {
  const projects = useQuery(projectsQuery(accountId));
  const [making, setMaking] = useState(false);
  const make = mayMake ? (
    <Button icon="plus" onClick={() => setMaking(true)}>
      Create project
    </Button>
  ) : null;
  return (
    <Card title="Projects" actions={make}>
      <Asked query={projects}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="muted">
              None yet. Each key belongs to one: keys of a project see each other's calls.
            </p>
          ) : (
            <Table caption="Projects" columns={columns} rows={data} idOf={({ id }) => id} />
          )
        }
      </Asked>
      {making ? <ProjectForm accountId={accountId} onClose={() => setMaking(false)} /> : null}
    </Card>
  );
}

const columns: readonly Column<Project>[] = [
  {
    name: "Name",
    cell: ({ id, name }) => (
      <Link to="/usage" search={(before) => ({ ...keepAccount(before), project: id })}>
        {name}
      </Link>
    ),
  },
  { name: "Id", cell: ({ id }) => <code>{id}</code> },
];

interface ProjectFormProps {
  readonly accountId: string;
  readonly onClose: () => void;
}

function ProjectForm({ accountId, onClose }: ProjectFormProps) {
  const client = useQueryClient();
  const making = useMutation({
    mutationFn: (name: string) => createProject(accountId, name),
    onSuccess: async ({ name }) => {
      onClose();
      tell(`Project ${name} is made`, "Give it a key next.");
      await client.invalidateQueries({ queryKey: ["projects"] });
    },
  });
  const { error } = making;
  return (
    <FormDialog
      title="Create a project"
      onClose={onClose}
      action="Create project"
      onSubmit={(form) => making.mutate(textOf(form, "name"))}
      sending={making}
      errorFields={["name"]}
    >
      <TextField
        label="Name"
        name="name"
        required
        maxLength={128}
        placeholder="web"
        error={errorAt(error, "name")}
      />
    </FormDialog>
  );
}
