import type { ErrorComponentProps } from "@tanstack/react-router";
import { Button } from "../parts/button.tsx";

/** In the place of a page that fell over: nothing is lost, for the books are the gateway's. */
export function BrokenPage({ error }: ErrorComponentProps) {
  return (
    <main className="alone" role="alert">
      <h1>This page fell over</h1>
      <p>
        A fault of the console, not of your account: calls go on, and the books are kept by the
        gateway. It said: <code>{error instanceof Error ? error.message : String(error)}</code>
      </p>
      <Button kind="main" onClick={() => window.location.reload()}>
        Load it again
      </Button>
    </main>
  );
}
