import { useState } from "react";
import { Button } from "./button.tsx";

/** Something to take along, with the button that does it. */
export function Copyable({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <div className="copyable">
      <code>{text}</code>
      <Button icon={copied ? "check" : "copy"} onClick={() => void copy()} aria-label={label}>
        {copied ? "Copied" : "Copy"}
      </Button>
    </div>
  );
}
