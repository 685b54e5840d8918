import { lazy, Suspense, useState } from "react";
import { loadPage } from "../api/load-page.ts";
import { Icon } from "../parts/icon.tsx";
import { useSession } from "./account.ts";

/** What draws the menu, which nobody needs before it is opened. */
export const loadUserMenu = () => loadPage(() => import("./open-user-menu.tsx"));

const OpenUserMenu = lazy(async () => ({ default: (await loadUserMenu()).OpenUserMenu }));

/** Who is signed in; pressed, it opens what one may choose and how to leave. */
export function UserMenu() {
  const { name } = useSession();
  const [wanted, setWanted] = useState(false);
  const closed = (
    <button
      type="button"
      className="button quiet"
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setWanted(true)}
    >
      {name}
      <Icon name="down" />
    </button>
  );
  return wanted ? (
    <Suspense fallback={closed}>
      <OpenUserMenu />
    </Suspense>
  ) : (
    closed
  );
}
