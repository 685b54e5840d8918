import type { Role } from "../../api/session.ts";

/** What each role may do, in a few words. */
export const mayDo: Readonly<Record<Role, string>> = {
  owner: "everything of the account",
  billing: "reads, calls, settles, sets alerts",
  viewer: "reads only",
};
