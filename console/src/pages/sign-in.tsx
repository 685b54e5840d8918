import { Tabs } from "@base-ui/react/tabs";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { type Credentials, sessionQuery, signIn } from "../api/session.ts";
import { Button } from "../parts/button.tsx";
import { errorAt, FormError, TextField } from "../parts/field.tsx";
import { submitted } from "../parts/submitted.ts";

/** The way in: a member by address and password, an operator by token. */
export function SignIn() {
  useEffect(() => {
    document.title = "Sign in · Farebox";
  }, []);
  return (
    <main className="alone">
      <img src="/icon.svg" alt="" width="48" height="48" />
      <h1>Sign in to Farebox</h1>
      <Tabs.Root defaultValue="member" className="tabs">
        <Tabs.List className="tab-list" aria-label="Who you are">
          <Tabs.Tab value="member" className="tab">
            Account
          </Tabs.Tab>
          <Tabs.Tab value="operator" className="tab">
            Operator
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="member">
          <MemberForm />
        </Tabs.Panel>
        <Tabs.Panel value="operator">
          <OperatorForm />
        </Tabs.Panel>
      </Tabs.Root>
    </main>
  );
}

function MemberForm() {
  const entering = useEntering();
  const submit = (form: FormData): void =>
    entering.mutate({
      email: String(form.get("email")),
      password: String(form.get("password")),
    });
  return (
    <form className="form" onSubmit={submitted(submit)}>
      <TextField label="Email" name="email" type="email" autoComplete="username" required />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        error={errorAt(entering.error, "password")}
      />
      <FormError error={entering.error} fields={["password"]} />
      <Button kind="main" type="submit" busy={entering.isPending}>
        Sign in
      </Button>
      <p className="muted">
        No account yet, or the password is lost? Whoever runs your account sends an invitation.
      </p>
    </form>
  );
}

function OperatorForm() {
  const entering = useEntering();
  const submit = (form: FormData): void => entering.mutate({ token: String(form.get("token")) });
  return (
    <form className="form" onSubmit={submitted(submit)}>
      <TextField
        label="Token"
        name="token"
        type="password"
        autoComplete="off"
        required
        hint="The admin token that the first start printed, or an operator's own."
        error={errorAt(entering.error, "token")}
      />
      <FormError error={entering.error} fields={["token"]} />
      <Button kind="main" type="submit" busy={entering.isPending}>
        Sign in
      </Button>
    </form>
  );
}

/** Signs in, and goes back to where the session had ended. */
function useEntering() {
  const client = useQueryClient();
  const router = useRouter();
  const { next } = useSearch({ from: "/sign-in" });
  return useMutation({
    mutationFn: (shown: Credentials) => signIn(shown),
    onSuccess: async (session) => {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
      await router.navigate({ href: next ?? "/" });
    },
  });
}
