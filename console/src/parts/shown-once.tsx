import { Button } from "./button.tsx";
import { Copyable } from "./copy.tsx";
import { Dialog } from "./dialog.tsx";

interface ShownOnceProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What it is for, and that it can't be read later. */
  readonly description: string;
  readonly text: string;
}

/** The one moment in which a secret can be read. */
export function ShownOnce({ open, onClose, title, description, text }: ShownOnceProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title} description={description}>
      <Copyable text={text} label={`Copy: ${title}`} />
      <footer className="dialog-foot">
        <Button kind="main" onClick={onClose}>
          I have kept it
        </Button>
      </footer>
    </Dialog>
  );
}
