import { useMutation } from "@tanstack/react-query";
import type { FinalState } from "../../api/holds.ts";
import { showDollars } from "../../api/money.ts";
import { Button } from "../../parts/button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { tell } from "../../parts/toasts.tsx";
import { Bill } from "./bill.tsx";
import type { Answer, ToolCall } from "./turns.ts";

interface AnswerTurnProps {
  readonly answer: Answer;
  readonly onStop: () => Promise<FinalState | null>;
}

/** An answer as it comes, what it costs while it does, and the button that stops it. */
export function AnswerTurn({ answer, onStop }: AnswerTurnProps) {
  const { state, text, reasoning, failure } = answer;
  const runs = state !== "ended";
  return (
    <>
      <p className="turn-who">Answer</p>
      {reasoning === "" ? null : (
        <details className="muted small">
          <summary>Reasoning</summary>
          <p className="turn-text">{reasoning}</p>
        </details>
      )}
      {text === "" ? null : (
        <p className="turn-text" aria-busy={runs}>
          {text}
        </p>
      )}
      <Drawn pictures={answer.pictures} />
      {answer.tools.map((tool) => (
        <Called key={tool.id} tool={tool} />
      ))}
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
      <div className="row">
        <p className="muted small" role="status">
          {saidOf(answer)}
        </p>
        <span className="grow" />
        {runs ? <StopButton onStop={onStop} /> : null}
      </div>
      {answer.id === null ? null : <Bill id={answer.id} firstAt={answer.firstAt} runs={runs} />}
    </>
  );
}

function saidOf({ state, finish, failure }: Answer): string {
  if (state === "waiting") return "Waiting for the first token.";
  if (state === "streaming") return "The answer is coming.";
  if (state === "dropped") return "The connection dropped; it is being taken up again.";
  if (failure !== null) return "It ended early.";
  return finish === "length" ? "It ended at its limit." : "The answer has ended.";
}

function StopButton({ onStop }: { readonly onStop: AnswerTurnProps["onStop"] }) {
  const stopping = useMutation({
    mutationFn: onStop,
    onSuccess: (final) => {
      if (final !== null) tell("Stopped", `The final bill is ${showDollars(final.cost)}.`);
    },
    onError: (error) => tell("It could not be stopped", error.message),
  });
  return (
    <Button kind="danger" icon="stop" busy={stopping.isPending} onClick={() => stopping.mutate()}>
      Stop generation
    </Button>
  );
}

function Drawn({ pictures }: { readonly pictures: readonly string[] }) {
  return pictures.map((url, index) => (
    <figure key={url} className="drawn">
      <img src={url} alt={`Number ${index + 1} that the model made`} />
      <figcaption>
        <a className="button plain" href={url} download={`picture-${index + 1}`}>
          <Icon name="download" />
          Download
        </a>
      </figcaption>
    </figure>
  ));
}

function Called({ tool }: { readonly tool: ToolCall }) {
  return (
    <div className="called">
      <p className="small">
        Calls the tool <strong>{tool.name}</strong>
      </p>
      <code>{tool.arguments}</code>
    </div>
  );
}
