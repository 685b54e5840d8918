import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { acceptInvitation, sessionQuery } from "../api/session.ts";
import { Button } from "../parts/button.tsx";
import { errorAt, FormError, TextField } from "../parts/field.tsx";
import { submitted } from "../parts/submitted.ts";

/** Where an invitation leads: the address holds it behind `#`, which no server and no log sees. */
export function Invitation() {
  const [token] = useState(() => window.location.hash.slice(1));
  const client = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    document.title = "Invitation · Farebox";
    window.history.replaceState(null, "", "/invitation");
  }, []);
  const accepting = useMutation({
    mutationFn: (password: string) => acceptInvitation(token, password),
    onSuccess: async (session) => {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: "/" });
    },
  });
  return (
    <main className="alone">
      <img src="/icon.svg" alt="" width="48" height="48" />
      <h1>Welcome to Farebox</h1>
      <form
        className="form"
        onSubmit={submitted((form) => accepting.mutate(String(form.get("password"))))}
      >
        <TextField
          label="Choose a password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={12}
          maxLength={256}
          required
          hint="At least twelve characters; a few words do well."
          error={errorAt(accepting.error, "password")}
        />
        <FormError error={accepting.error} fields={["password"]} />
        <Button kind="main" type="submit" busy={accepting.isPending}>
          Accept the invitation
        </Button>
      </form>
    </main>
  );
}
