import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changePassword } from "../../api/session.ts";
import { sessionQuery } from "../../api/session-query.ts";
import { Button } from "../../parts/button.tsx";
import { errorAt, FormError, TextField } from "../../parts/field.tsx";
import { Card } from "../../parts/page.tsx";
import { submitted } from "../../parts/submitted.ts";
import { tell } from "../../parts/toasts.tsx";

const fields = ["current", "password"];

/** A member's own password. */
export function PasswordCard() {
  const client = useQueryClient();
  // A form that was sent is drawn anew, and so is empty.
  const [changes, setChanges] = useState(0);
  const changing = useMutation({
    mutationFn: (form: FormData) =>
      changePassword(String(form.get("current")), String(form.get("password"))),
    onSuccess: (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      setChanges(changes + 1);
      tell("The password is changed", "Your other sessions are signed out.");
    },
  });
  const { error } = changing;
  return (
    <Card title="Password">
      <form key={changes} className="form" onSubmit={submitted((form) => changing.mutate(form))}>
        <TextField
          label="Current password"
          name="current"
          type="password"
          autoComplete="current-password"
          required
          maxLength={256}
          error={errorAt(error, "current")}
        />
        <TextField
          label="New password"
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={12}
          maxLength={256}
          hint="At least twelve characters; a few words do well."
          error={errorAt(error, "password")}
        />
        <FormError error={error} fields={fields} />
        <div className="row">
          <Button type="submit" busy={changing.isPending}>
            Change password
          </Button>
        </div>
      </form>
    </Card>
  );
}
