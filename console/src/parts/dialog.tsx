import { Dialog as Base } from "@base-ui/react/dialog";
import { type ReactNode, useLayoutEffect } from "react";
import { Button } from "./button.tsx";

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** One sentence under the title. */
  readonly description?: string | undefined;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** A window over the page: takes the keyboard, closes with Escape, gives the focus back. */
export function Dialog(props: DialogProps) {
  const { open, onClose, title, description, children, wide = false } = props;
  useInertPage(open);
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="dialog-backdrop" />
        <Base.Popup className={wide ? "dialog wide" : "dialog"}>
          <header className="dialog-head">
            <Base.Title className="dialog-title">{title}</Base.Title>
            <Base.Close render={<Button kind="quiet" icon="close" aria-label="Close" />} />
          </header>
          {description === undefined ? null : (
            <Base.Description className="dialog-description">{description}</Base.Description>
          )}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

let windowsOpen = 0;

/**
 * What lies behind a window can't be reached: from a browser's own controls the focus would come
 * back to the page's first link, before the base's guards bring it into the window.
 */
function useInertPage(open: boolean): void {
  useLayoutEffect(() => {
    const page = document.getElementById("console");
    if (!open || page === null) return;
    windowsOpen += 1;
    page.inert = true;
    return () => {
      windowsOpen -= 1;
      page.inert = windowsOpen > 0;
    };
  }, [open]);
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
