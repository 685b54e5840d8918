import { signIn } from "../api/session.ts";
import { fetchAhead } from "./fetch-ahead.ts";
import { nextAddress } from "./next-address.ts";
import { onSubmit } from "./on-submit.ts";
import { turnTabs } from "./turn-tabs.ts";

/** The way in: a member by address and password, an operator by token. */
turnTabs(document);
onSubmit("member-form", async (form) => {
  await signIn({ email: String(form.get("email")), password: String(form.get("password")) });
  enter();
});
onSubmit("operator-form", async (form) => {
  await signIn({ token: String(form.get("token")) });
  enter();
});

void fetchAhead();

/** The gateway serves the console itself there, now that there is a session. */
function enter(): void {
  const next = nextAddress(window.location);
  if (next === window.location.href) window.location.reload();
  else window.location.replace(next);
}
