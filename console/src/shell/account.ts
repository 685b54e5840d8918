import { useRouteContext, useSearch } from "@tanstack/react-router";

/** The account that the pages show: a member's own, or the one that an operator chose. */
export function useAccount(): string | null {
  const { session } = useRouteContext({ from: "/inside" });
  const { account } = useSearch({ from: "/inside" });
  return session.account_id ?? account ?? null;
}

/** Who is signed in. */
export function useSession() {
  return useRouteContext({ from: "/inside" }).session;
}

/** What every link takes along: whose books are looked at. */
export function keepAccount({ account }: { readonly account?: string | undefined }): {
  account?: string;
} {
  return account === undefined ? {} : { account };
}
