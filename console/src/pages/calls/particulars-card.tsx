import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { CallRecord } from "../../api/calls.ts";
import { keyQuery, projectQuery } from "../../api/keys.ts";
import { type Fact, Facts } from "../../parts/facts.tsx";
import { Instant } from "../../parts/instant.tsx";
import { Card } from "../../parts/page.tsx";
import { keepAccount } from "../../shell/account.ts";

/** Everything else that is known of a call. */
export function ParticularsCard({ call }: { readonly call: CallRecord }) {
  const facts: readonly Fact[] = [
    ["Model", <ModelLink key="model" model={call.model} />],
    ["Placed", <Instant key="placed" at={call.created * 1_000} />],
    ["Price version", call.price_version],
    ["Streamed", call.stream ? "yes" : "no"],
    ["Output limit", `${call.max_tokens.toLocaleString("en-US")} tokens`],
    ["Finish reason", call.finish_reason ?? "—"],
    ["Refusal", call.error ?? "—"],
    ["Session", <SessionLink key="session" session={call.session_id} />],
    ["The caller's own name", call.client_request_id ?? "—"],
    ["Key", <KeyLink key="key" id={call.key_id} />],
    ["Project", <ProjectLink key="project" id={call.project_id} />],
  ];
  return (
    <Card title="Particulars">
      <Facts facts={facts} />
    </Card>
  );
}

/** A pair of models has no page of its own. */
function ModelLink({ model }: { readonly model: string }) {
  if (model.includes("/")) return model;
  return (
    <Link to="/models/$id" params={{ id: model }} search={keepAccount}>
      {model}
    </Link>
  );
}

function SessionLink({ session }: { readonly session: string | null }) {
  if (session === null) return "none: it is its own";
  return (
    <Link to="/usage" search={(before) => ({ ...keepAccount(before), session })}>
      {session}
    </Link>
  );
}

/** A key that was deleted has but its id. */
function KeyLink({ id }: { readonly id: string }) {
  const key = useQuery(keyQuery(id));
  return (
    <Link to="/usage" search={(before) => ({ ...keepAccount(before), key: id })}>
      {key.data?.name ?? id}
    </Link>
  );
}

function ProjectLink({ id }: { readonly id: string }) {
  const project = useQuery(projectQuery(id));
  return (
    <Link to="/usage" search={(before) => ({ ...keepAccount(before), project: id })}>
      {project.data?.name ?? id}
    </Link>
  );
}
