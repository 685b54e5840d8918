import { Page } from "../../parts/page.tsx";
import { useAccount, useSession } from "../../shell/account.ts";
import { ChooseAccount } from "../../shell/choose-account.tsx";
import { MembersCard } from "./members-card.tsx";
import { PasswordCard } from "./password-card.tsx";
import { SessionCard } from "./session-card.tsx";

/** One's own sign-in, and who else of the account uses the console. */
export function Settings() {
  const session = useSession();
  const account = useAccount();
  return (
    <Page title="Settings" lead="Your sign-in, and who uses this console with you.">
      {account === null ? (
        <ChooseAccount what="its members" />
      ) : (
        <MembersCard accountId={account} />
      )}
      <div className="grid">
        <SessionCard />
        {session.kind === "member" ? <PasswordCard /> : null}
      </div>
    </Page>
  );
}
