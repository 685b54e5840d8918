import { acceptInvitation } from "../api/session.ts";
import { fetchAhead } from "./fetch-ahead.ts";
import { onSubmit } from "./on-submit.ts";

/** Where an invitation leads: the address holds it behind `#`, which no server and no log sees. */
const invitation = window.location.hash.slice(1);
window.history.replaceState(null, "", "/invitation");
onSubmit("invitation-form", async (form) => {
  await acceptInvitation(invitation, String(form.get("password")));
  window.location.replace("/");
});
void fetchAhead();
