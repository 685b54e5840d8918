import type { NewKey } from "../../api/keys.ts";
import { Button } from "../../parts/button.tsx";
import { Copyable } from "../../parts/copy.tsx";
import { Dialog } from "../../parts/dialog.tsx";

interface SecretShownProps {
  readonly made: NewKey | null;
  readonly onClose: () => void;
}

/** The one moment in which a secret can be read. */
export function SecretShown({ made, onClose }: SecretShownProps) {
  return (
    <Dialog
      open={made !== null}
      onClose={onClose}
      title={`The secret of ${made?.name ?? ""}`}
      description="It is shown this once: nobody can read it later. Keep it where your program reads its settings."
    >
      {made === null ? null : <Copyable text={made.secret} label="Copy the secret" />}
      <footer className="dialog-foot">
        <Button kind="main" onClick={onClose}>
          I have kept it
        </Button>
      </footer>
    </Dialog>
  );
}
