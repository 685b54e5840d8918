import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  useEffect,
  useRef,
  useState,
} from "react";
import { fieldAtFault } from "../../api/chat.ts";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { submitted } from "../../parts/submitted.ts";
import { PictureAddress } from "./picture-address.tsx";
import { PictureStrip } from "./picture-strip.tsx";
import { picturesAmong, readPictureFile } from "./read-picture.ts";
import { ToolResults } from "./tool-results.tsx";
import type { ChosenPicture, ToolCall } from "./turns.ts";
import type { EstimateState } from "./use-estimate.ts";

/** What is about to be sent. */
export interface Draft {
  readonly text: string;
  readonly pictures: readonly ChosenPicture[];
  /** What tools came to, by the call's id. */
  readonly results: Readonly<Record<string, string>>;
}

export const noDraft: Draft = { text: "", pictures: [], results: {} };

interface ComposerProps {
  readonly draft: Draft;
  readonly estimate: EstimateState;
  readonly tools: readonly ToolCall[];
  readonly takesPictures: boolean;
  /** True while an answer comes. */
  readonly busy: boolean;
  /** False for those who may only look. */
  readonly may: boolean;
  readonly ready: boolean;
  readonly onChange: (next: (draft: Draft) => Draft) => void;
  readonly onSend: () => void;
}

/** Words and pictures of the next turn: typed, dropped, pasted, chosen, or by their address. */
export function Composer(props: ComposerProps) {
  const { draft, estimate, tools, busy, may, ready, onChange, onSend } = props;
  const { problem, add } = usePictures(onChange);
  const place = useFocusAfterwards(busy);
  const faulty = ["messages", "image_url"].some((name) =>
    fieldAtFault(estimate.error)?.startsWith(name),
  );
  const fault = faulty && estimate.error instanceof Error ? estimate.error.message : undefined;
  const isSendable = may && ready && !busy;
  return (
    <form
      className="composer"
      onSubmit={submitted(() => (isSendable ? onSend() : undefined))}
      onDragOver={(event: DragEvent) => event.preventDefault()}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        add(picturesAmong(event.dataTransfer.files));
      }}
    >
      <ToolResults tools={tools} draft={draft} onChange={onChange} />
      <PictureStrip pictures={draft.pictures} estimate={estimate} onChange={onChange} />
      <Field
        label="Message"
        hint="Enter sends, Shift and Enter begins a line. Pictures can be dropped or pasted here."
        error={problem ?? fault}
      >
        {(control) => (
          <textarea
            ref={place}
            className="input"
            rows={3}
            value={draft.text}
            placeholder="What is in this picture?"
            onChange={({ target }) => onChange((before) => ({ ...before, text: target.value }))}
            onKeyDown={(event) => (isSendable ? sendOnEnter(event, onSend) : undefined)}
            onPaste={(event: ClipboardEvent) => add(picturesAmong(event.clipboardData.files))}
            {...control}
          />
        )}
      </Field>
      <div className="row">
        {props.takesPictures ? (
          <PictureButtons onFiles={add} onChange={onChange} />
        ) : (
          <span className="muted small">This model takes no pictures.</span>
        )}
        <span className="grow" />
        {may ? null : <span className="muted small">A viewer sees what it would cost.</span>}
        <Button kind="main" type="submit" busy={busy} disabled={!isSendable}>
          Send
        </Button>
      </div>
    </form>
  );
}

/** The stop button goes away with the answer's end: whoever was on it writes on. */
function useFocusAfterwards(busy: boolean) {
  const place = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!busy && document.activeElement === document.body) place.current?.focus();
  }, [busy]);
  return place;
}

function sendOnEnter(event: KeyboardEvent, onSend: () => void): void {
  if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
  event.preventDefault();
  onSend();
}

/** Reads pictures' files into the draft, and says which of them can't be read. */
function usePictures(onChange: ComposerProps["onChange"]) {
  const [problem, setProblem] = useState<string>();
  const add = (files: readonly File[]): void => {
    if (files.length === 0) return;
    Promise.all(files.map(readPictureFile)).then(
      (read) => {
        setProblem(undefined);
        onChange((before) => ({ ...before, pictures: [...before.pictures, ...read] }));
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : "It can't be read."),
    );
  };
  return { problem, add };
}

interface PictureButtonsProps {
  readonly onFiles: (files: readonly File[]) => void;
  readonly onChange: ComposerProps["onChange"];
}

function PictureButtons({ onFiles, onChange }: PictureButtonsProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        className="unseen"
        type="file"
        accept="image/*"
        multiple
        tabIndex={-1}
        aria-label="Pictures"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          target.value = "";
        }}
      />
      <Button icon="picture" onClick={() => input.current?.click()}>
        Add pictures
      </Button>
      <PictureAddress
        onPicture={(picture) =>
          onChange((before) => ({ ...before, pictures: [...before.pictures, picture] }))
        }
      />
    </>
  );
}
