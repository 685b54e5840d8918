import { Dialog as Base } from "@base-ui/react/dialog";
import { useLayoutEffect } from "react";
import { Button } from "./button.tsx";
import type { DialogProps } from "./dialog.tsx";

/** A window over the page: takes the keyboard, closes with Escape, gives the focus back. */
export function Window(props: DialogProps) {
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
