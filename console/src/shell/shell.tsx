import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { sessionEnded } from "../api/client.ts";
import { whenQuiet } from "../api/when-quiet.ts";
import { Button } from "../parts/button.tsx";
import { Dialog, loadWindow } from "../parts/dialog.tsx";
import { Toasts } from "../parts/toasts.tsx";
import { AccountSwitch } from "./account-switch.tsx";
import { leaveFrom } from "./leave.ts";
import { LostServer } from "./lost-server.tsx";
import { Navigation } from "./navigation.tsx";
import { loadUserMenu, UserMenu } from "./user-menu.tsx";

/** What is around every page: the way to the others, whose account, who is signed in. */
export function Shell() {
  const [navigating, setNavigating] = useState(false);
  useReturnAfterSignIn();
  useEffect(() => void whenQuiet().then(loadWhatOpens), []);
  const { pathname } = useRouterState({ select: ({ location }) => location });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the window.
  useEffect(() => setNavigating(false), [pathname]);
  return (
    <div className="shell">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <aside className="side">
        <Brand />
        <Navigation />
      </aside>
      <div className="content">
        <header className="bar">
          <Button
            kind="quiet"
            icon="menu"
            className="narrow-only"
            aria-label="Pages"
            onClick={() => setNavigating(true)}
          />
          <AccountSwitch />
          <span className="grow" />
          <UserMenu />
        </header>
        <LostServer />
        <Outlet />
      </div>
      <Dialog open={navigating} onClose={() => setNavigating(false)} title="Pages">
        <Navigation />
      </Dialog>
      <Toasts />
    </div>
  );
}

/** So that the first press of a button that opens something waits for nothing. */
async function loadWhatOpens(): Promise<void> {
  await Promise.all([loadUserMenu(), loadWindow()]);
}

function Brand() {
  return (
    <p className="brand">
      <img src="/icon.svg" alt="" width="24" height="24" />
      Farebox
    </p>
  );
}

/** A session that ends while one works leads to the sign-in page, and from there back here. */
function useReturnAfterSignIn(): void {
  const client = useQueryClient();
  useEffect(() => {
    const leave = (error: unknown): void => {
      if (!sessionEnded(error)) return;
      const { pathname, search } = window.location;
      leaveFrom(pathname + search);
    };
    const stops = [
      client.getQueryCache().subscribe(({ query }) => leave(query.state.error)),
      client.getMutationCache().subscribe(({ mutation }) => leave(mutation?.state.error)),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client]);
}
