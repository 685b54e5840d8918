import { useEffect, useId, useRef, useState } from "react";
import { Button } from "../../parts/button.tsx";
import type { Measured } from "./picture-card.tsx";

/** Takes a picture by drop, paste or choice, and measures it here: nothing is sent. */
export function PictureDrop({ onPicture }: { readonly onPicture: (picture: Measured) => void }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const last = useRef<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => () => forget(last.current), []);
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const measured = await measure(file);
    setProblem(measured === null ? `This browser can't read ${file.name}: enter its size.` : null);
    if (measured === null) return;
    forget(last.current);
    last.current = measured.shown;
    onPicture(measured);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same by keyboard.
    <div
      className="drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer.files[0]);
      }}
      onPaste={(event) => void take(event.clipboardData.files[0])}
    >
      <label htmlFor={id} className="unseen">
        Picture
      </label>
      <input
        ref={input}
        id={id}
        className="unseen"
        type="file"
        accept="image/*"
        tabIndex={-1}
        onChange={({ target }) => void take(target.files?.[0])}
      />
      <Button icon="picture" onClick={() => input.current?.click()}>
        Choose a picture
      </Button>
      <p className="muted small">or drop one here. It stays in this browser.</p>
      {problem === null ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function forget(address: string | null): void {
  if (address !== null) URL.revokeObjectURL(address);
}

/** The size as the picture is seen, turned as it says; null where it can't be read. */
async function measure(file: File): Promise<Measured | null> {
  const shown = URL.createObjectURL(file);
  const image = new Image();
  image.src = shown;
  try {
    await image.decode();
  } catch {
    // Not every browser reads every kind; the size can be entered instead, and the page says so.
    forget(shown);
    return null;
  }
  return { width: image.naturalWidth, height: image.naturalHeight, shown };
}
