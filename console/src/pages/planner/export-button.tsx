import { useState } from "react";
import type { Workload } from "../../api/plans.ts";
import { Button } from "../../parts/button.tsx";
import { Copyable } from "../../parts/copy.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { writeWorkload } from "./write-workload.ts";

/** The workload as a file, for the command line and for whoever keeps it with the code. */
export function ExportButton({ workload }: { readonly workload: Workload }) {
  const [open, setOpen] = useState(false);
  const text = writeWorkload(workload);
  return (
    <>
      <Button icon="download" onClick={() => setOpen(true)}>
        Export to YAML
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="The workload as YAML"
        description="The command plans the same from this file, and needs no running gateway."
        wide
      >
        <section className="planner-file" aria-label="workload.yaml">
          <pre>{text}</pre>
        </section>
        <Copyable text="npx farebox plan workload.yaml" label="Copy the command" />
        <footer className="dialog-foot">
          <Button icon="copy" onClick={() => void navigator.clipboard.writeText(text)}>
            Copy
          </Button>
          <Button kind="main" icon="download" onClick={() => download(text)}>
            Download workload.yaml
          </Button>
        </footer>
      </Dialog>
    </>
  );
}

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "workload.yaml";
  link.click();
  URL.revokeObjectURL(address);
}
