import type { NewAlert } from "../../api/alerts.ts";
import { Button } from "../../parts/button.tsx";
import { Copyable } from "../../parts/copy.tsx";
import { Dialog } from "../../parts/dialog.tsx";

interface AlertSecretProps {
  readonly made: NewAlert | null;
  readonly onClose: () => void;
}

/** The one moment in which the secret that signs an alert can be read. */
export function AlertSecret({ made, onClose }: AlertSecretProps) {
  return (
    <Dialog
      open={made !== null}
      onClose={onClose}
      title="The alert's signing secret"
      description="Shown this once. Your receiver checks with it that a webhook is this gateway's, as Standard Webhooks says."
    >
      {made?.secret === undefined ? null : <Copyable text={made.secret} label="Copy the secret" />}
      <footer className="dialog-foot">
        <Button kind="main" onClick={onClose}>
          I have kept it
        </Button>
      </footer>
    </Dialog>
  );
}
