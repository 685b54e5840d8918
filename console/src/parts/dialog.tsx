import { lazy, type ReactNode, Suspense, useState } from "react";
import { loadPage } from "../api/load-page.ts";
import { Button } from "./button.tsx";

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** One sentence under the title. */
  readonly description?: string | undefined;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** What draws windows, which no page needs before one opens. */
export const loadWindow = () => loadPage(() => import("./window.tsx"));

const Window = lazy(async () => ({ default: (await loadWindow()).Window }));

/** A window over the page. Once opened it stays in the tree, so that it closes as it should. */
export function Dialog(props: DialogProps) {
  const [opened, setOpened] = useState(props.open);
  if (props.open && !opened) setOpened(true);
  if (!opened) return null;
  return (
    <Suspense fallback={null}>
      <Window {...props} />
    </Suspense>
  );
}

interface ConfirmProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What happens, and what can't be undone. */
  readonly children: ReactNode;
  /** The verb of the button: "Delete key". */
  readonly action: string;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
}

/** Asks before what can't be undone. */
export function Confirm(props: ConfirmProps) {
  const { open, onClose, title, children, action, busy = false, onConfirm } = props;
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <div className="dialog-body">{children}</div>
      <footer className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="danger" busy={busy} onClick={onConfirm}>
          {action}
        </Button>
      </footer>
    </Dialog>
  );
}
