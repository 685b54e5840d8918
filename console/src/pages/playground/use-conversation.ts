import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type ChatNews, type ChatOrder, type NamedOrder, streamChat } from "../../api/chat.ts";
import { type FinalState, stopCall } from "../../api/holds.ts";
import { newId } from "../../api/new-id.ts";
import { useSession } from "../../shell/account.ts";
import { type Answer, addChunk, noAnswer, type Turn } from "./turns.ts";

export interface Conversation {
  readonly turns: readonly Turn[];
  /** The answer that is under way. */
  readonly running: Answer | null;
  /** Adds turns to the conversation and has them answered; `order` says them all. */
  readonly send: (turns: readonly Turn[], order: ChatOrder) => Promise<void>;
  /** Stops the answer at its provider; what it comes to is final. */
  readonly stop: () => Promise<FinalState | null>;
  readonly clear: () => void;
}

/**
 * The conversation of the page, which is still there when one comes back from a record. A call that
 * runs when the page is left is stopped.
 */
export function useConversation(): Conversation {
  const { id: visitor } = useSession();
  const [turns, setTurns] = useState(() => recallTurns(visitor));
  useEffect(() => {
    kept = { visitor, turns };
  }, [visitor, turns]);
  const client = useQueryClient();
  const line = useRef<Line | null>(null);
  useEffect(() => () => leave(line.current), []);

  const last = turns.at(-1);
  const running = last?.role === "assistant" && last.answer.state !== "ended" ? last.answer : null;
  const change = (id: string, next: (answer: Answer) => Answer): void =>
    setTurns((before) =>
      before.map((turn) =>
        turn.role === "assistant" && turn.id === id ? { ...turn, answer: next(turn.answer) } : turn,
      ),
    );

  const send = async (added: readonly Turn[], order: ChatOrder): Promise<void> => {
    const id = newId();
    const stop = new AbortController();
    const named = { ...order, name: `playground-${id}` };
    line.current = { stop, named };
    setTurns((before) => [...before, ...added, { role: "assistant", id, answer: noAnswer }]);
    try {
      for await (const news of streamChat(named, stop.signal)) {
        change(id, (answer) => addNews(answer, news));
      }
      change(id, (answer) => ({ ...answer, state: "ended" }));
    } catch (error) {
      const failure = error instanceof Error ? error.message : "The call failed.";
      change(id, (answer) => ({ ...answer, state: "ended", failure }));
    }
    if (line.current?.named === named) line.current = null;
    // The bill is on disk before the last bytes come: from here it is final.
    await client.invalidateQueries();
  };

  const stop = async (): Promise<FinalState | null> => {
    if (running === null || line.current === null) return null;
    const { name, key } = line.current.named;
    return await stopCall({ id: name, key_id: key });
  };
  const clear = (): void => {
    leave(line.current);
    setTurns([]);
  };
  return { turns, running, send, stop, clear };
}

/** What connects the page with the call that runs. */
interface Line {
  readonly stop: AbortController;
  readonly named: NamedOrder;
}

/** Nobody will hear the answer: it isn't paid for any longer than it must be. */
function leave(line: Line | null): void {
  if (line === null) return;
  const { name, key } = line.named;
  line.stop.abort();
  // Where this doesn't reach the gateway, it waits ten seconds for the page and stops by itself.
  void stopCall({ id: name, key_id: key }).catch(() => undefined);
}

/** Of this browser's page alone, and of whoever is signed in alone. */
let kept: { readonly visitor: string; readonly turns: readonly Turn[] } | null = null;

function recallTurns(visitor: string): readonly Turn[] {
  return kept?.visitor === visitor ? kept.turns.map(endLeft) : [];
}

/** Nobody hears an answer any more whose page was left. */
function endLeft(turn: Turn): Turn {
  if (turn.role !== "assistant" || turn.answer.state === "ended") return turn;
  const failure = "The page was left while it ran, so it was stopped. Its record has the bill.";
  return { ...turn, answer: { ...turn.answer, state: "ended", failure } };
}

function addNews(answer: Answer, news: ChatNews): Answer {
  switch (news.kind) {
    case "begun":
      return { ...answer, id: news.id, hold: news.hold };
    case "chunk":
      return addChunk(answer, news.chunk, Date.now());
    case "dropped":
      return { ...answer, state: "dropped" };
    case "resumed":
      return { ...answer, state: "streaming" };
  }
}
