import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Copyable } from "./copy.tsx";
import { Dialog } from "./dialog.tsx";

interface ShownOnceProps {
  /** What can be read and copied; null while there is nothing to show. */
  readonly text: string | null;
  readonly onClose: () => void;
  readonly title: string;
  /** What it is for, and that it can't be read later. */
  readonly description: string;
  /** What the button beside it does: "Copy the secret". */
  readonly copyLabel: string;
  /** What whoever closes it says to have done. */
  readonly closeLabel?: string;
  /** Said below the text. */
  readonly children?: ReactNode;
}

/** The one moment in which a secret can be read. */
export function ShownOnce(props: ShownOnceProps) {
  const { text, onClose, title, description, copyLabel, children } = props;
  const { closeLabel = "I have kept it" } = props;
  return (
    <Dialog open={text !== null} onClose={onClose} title={title} description={description}>
      {text === null ? null : (
        <>
          <Copyable text={text} label={copyLabel} />
          {children}
        </>
      )}
      <footer className="dialog-foot">
        <Button kind="main" onClick={onClose}>
          {closeLabel}
        </Button>
      </footer>
    </Dialog>
  );
}
