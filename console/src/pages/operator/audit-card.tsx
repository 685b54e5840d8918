import { useMutation } from "@tanstack/react-query";
import { type Audit, auditBooks } from "../../api/books.ts";
import { Button } from "../../parts/button.tsx";
import { Copyable } from "../../parts/copy.tsx";
import { errorAt, FormError, TextField } from "../../parts/field.tsx";
import { Figure, Figures } from "../../parts/figure.tsx";
import { Card } from "../../parts/page.tsx";
import { submitted } from "../../parts/submitted.ts";
import { textOf } from "../../parts/text-of.ts";

/** Derives every balance and hold anew from the journal, and compares. */
export function AuditCard() {
  const auditing = useMutation({
    mutationFn: (form: FormData) => auditBooks(textOf(form, "since")),
  });
  const { error, data } = auditing;
  return (
    <Card title="Audit">
      <p className="muted">
        Every balance and hold is derived from the journal alone, the chain of hashes is verified,
        and both are compared with the books. Keep the head: given to a later audit, it proves that
        nothing before it was rewritten or cut.
      </p>
      <form className="form" onSubmit={submitted((form) => auditing.mutate(form))}>
        <TextField
          label="Head of an earlier audit"
          name="since"
          placeholder="none"
          autoComplete="off"
          error={errorAt(error, "since")}
        />
        <FormError error={error} fields={["since"]} />
        <div className="row">
          <Button kind="main" type="submit" busy={auditing.isPending}>
            {auditing.isPending ? "Auditing …" : "Run the audit"}
          </Button>
        </div>
      </form>
      <div aria-live="polite">{data === undefined ? null : <Found audit={data} />}</div>
    </Card>
  );
}

function Found({ audit }: { readonly audit: Audit }) {
  return (
    <div className="stack">
      <Figures>
        <Figure
          label="Result"
          value={
            <span className={audit.ok ? "badge good" : "badge bad"}>
              {audit.ok ? "all adds up" : tellDifferences(audit.differences.length)}
            </span>
          }
        />
        <Figure label="Entries" value={audit.entries.toLocaleString("en-US")} />
        <Figure label="Accounts" value={audit.accounts.toLocaleString("en-US")} />
      </Figures>
      {audit.differences.length === 0 ? null : (
        <ul className="operator-list">
          {audit.differences.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
      <div>
        <p className="small muted">Head</p>
        <Copyable text={audit.head} label="Copy the head" />
      </div>
    </div>
  );
}

function tellDifferences(count: number): string {
  return count === 1 ? "1 difference" : `${count.toLocaleString("en-US")} differences`;
}
