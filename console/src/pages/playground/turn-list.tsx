import { useEffect, useRef } from "react";
import type { FinalState } from "../../api/holds.ts";
import type { Key } from "../../api/keys.ts";
import { Button } from "../../parts/button.tsx";
import { EmptyState } from "../../parts/states.tsx";
import { AnswerTurn } from "./answer-turn.tsx";
import { Thumbnail } from "./picture-strip.tsx";
import type { Turn } from "./turns.ts";

interface TurnListProps {
  readonly turns: readonly Turn[];
  readonly chosenKey: Key;
  readonly onStop: () => Promise<FinalState | null>;
  readonly onClear: () => void;
}

/** What was said so far, oldest first; the newest stays in sight. */
export function TurnList({ turns, chosenKey, onStop, onClear }: TurnListProps) {
  const end = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn comes into sight.
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [turns.length]);
  if (turns.length === 0) {
    return (
      <EmptyState icon="playground" title="Ask something">
        Write below, with a picture if you like. Every answer links to its record, and the account
        of “{chosenKey.name}” pays what it costs.
      </EmptyState>
    );
  }
  return (
    <>
      <div className="row">
        <h2>Conversation</h2>
        <span className="grow" />
        <Button kind="quiet" onClick={onClear}>
          New conversation
        </Button>
      </div>
      <ol className="turns">
        {turns.map((turn) => (
          <li key={turn.id} className={`turn ${turn.role}`}>
            {turn.role === "assistant" ? (
              <AnswerTurn answer={turn.answer} onStop={onStop} />
            ) : (
              <Said turn={turn} />
            )}
          </li>
        ))}
      </ol>
      <div ref={end} />
    </>
  );
}

function Said({ turn }: { readonly turn: Exclude<Turn, { readonly role: "assistant" }> }) {
  const pictures = turn.role === "user" ? turn.pictures : [];
  return (
    <>
      <p className="turn-who">{turn.role === "user" ? "You" : "Result of a tool"}</p>
      {pictures.length === 0 ? null : (
        <div className="row">
          {pictures.map((picture) => (
            <Thumbnail key={picture.id} picture={picture} />
          ))}
        </div>
      )}
      {turn.text === "" ? null : <p className="turn-text">{turn.text}</p>}
    </>
  );
}
