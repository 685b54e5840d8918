import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { FormError } from "./field.tsx";
import { submitted } from "./submitted.ts";

interface FormDialogProps {
  readonly title: string;
  /** One sentence under the title. */
  readonly description?: string | undefined;
  readonly wide?: boolean;
  readonly onClose: () => void;
  /** The verb of the button that sends it: "Create key". */
  readonly action: string;
  readonly onSubmit: (form: FormData) => void;
  /** What sends it: how it went, and whether it is still going. */
  readonly sending: { readonly error: unknown; readonly isPending: boolean };
  /** Names of the fields that show a refusal about themselves. */
  readonly errorFields: readonly string[];
  /** True while what no field can demand is missing. */
  readonly incomplete?: boolean;
  readonly children: ReactNode;
}

/** A form in a window of its own: sent, or left as it was. */
export function FormDialog(props: FormDialogProps) {
  const { title, description, wide = false, onClose, sending, children } = props;
  return (
    <Dialog open onClose={onClose} title={title} description={description} wide={wide}>
      <form className="form" onSubmit={submitted(props.onSubmit)}>
        {children}
        <FormError error={sending.error} fields={props.errorFields} />
        <footer className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="main"
            type="submit"
            busy={sending.isPending}
            disabled={props.incomplete ?? false}
          >
            {props.action}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
