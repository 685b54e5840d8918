import { fieldAtFault } from "../../api/chat.ts";
import { showDollars } from "../../api/money.ts";
import { Figure, Figures } from "../../parts/figure.tsx";
import { fieldsShown } from "./settings-card.tsx";
import type { EstimateState } from "./use-estimate.ts";

/** What sending would cost and hold; empty until there is something to send. */
export function EstimateLine({
  state: { estimate, error, old },
}: {
  readonly state: EstimateState;
}) {
  if (error instanceof Error && !isShownElsewhere(error)) {
    return (
      <p className="form-error" role="alert">
        {error.message}
      </p>
    );
  }
  if (estimate === null) {
    return (
      <p className="muted small">
        {error === null
          ? "What it would cost at most shows here before it is sent."
          : "The gateway would refuse it: the field that is marked says why."}
      </p>
    );
  }
  const { cost } = estimate;
  return (
    <div className={old ? "estimate old" : "estimate"} aria-busy={old}>
      <Figures>
        <Figure
          label="Prompt"
          value={`${estimate.prompt_tokens.toLocaleString("en-US")} tokens`}
          note={`${showDollars(cost.prompt)}; at most ${estimate.prompt_tokens_max.toLocaleString("en-US")}`}
        />
        <Figure
          label="Answer, at most"
          value={showDollars(cost.completion_max)}
          note={`${estimate.max_completion_tokens.toLocaleString("en-US")} tokens`}
        />
        <Figure label="Call, at most" value={showDollars(cost.total_max)} />
        <Figure
          label="Held when it is sent"
          value={showDollars(estimate.hold)}
          note={
            estimate.admitted ? (
              <span className="badge good">would be let in</span>
            ) : (
              <span className="badge bad">
                {whyNot[estimate.refused ?? "insufficient_balance"]}
              </span>
            )
          }
        />
      </Figures>
    </div>
  );
}

const whyNot = {
  insufficient_balance: "the balance doesn't cover it",
  spend_limit_reached: "the key's spend limit doesn't cover it",
} as const;

/** Its field shows it already. */
function isShownElsewhere(error: Error): boolean {
  const field = fieldAtFault(error);
  return field !== null && fieldsShown.some((one) => field.startsWith(one));
}
