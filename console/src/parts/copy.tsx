import { useState } from "react";
import { Button } from "./button.tsx";

interface CopyProps {
  readonly text: string;
  readonly label: string;
}

/** Something to take along, with the button that does it. */
export function Copyable({ text, label }: CopyProps) {
  return (
    <div className="copyable">
      <code>{text}</code>
      <CopyButton text={text} label={label} />
    </div>
  );
}

/** The button alone, beside what it copies. */
export function CopyButton({ text, label }: CopyProps) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await copyText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <Button icon={copied ? "check" : "copy"} onClick={() => void copy()} aria-label={label}>
      {copied ? "Copied" : "Copy"}
    </Button>
  );
}

/** A page that came over plain HTTP has no clipboard: there the selection is copied. */
async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) return await navigator.clipboard.writeText(text);
  const place = document.createElement("textarea");
  place.value = text;
  document.body.append(place);
  place.select();
  document.execCommand("copy");
  place.remove();
}
