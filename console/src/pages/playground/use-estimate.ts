import { useEffect, useState } from "react";
import { askEstimate, type ChatOrder, type Estimate } from "../../api/chat.ts";

export interface EstimateState {
  readonly estimate: Estimate | null;
  /** What the gateway would refuse, in its own words. */
  readonly error: unknown;
  /** True while what is shown is of what was entered before. */
  readonly old: boolean;
}

/** Typing pauses that long before the gateway is asked. */
const pauseMs = 350;
const nothing: EstimateState = { estimate: null, error: null, old: false };

/** What the call would cost as it stands; asked anew whenever it changes, after a pause. */
export function useEstimate(order: ChatOrder | null): EstimateState {
  const [state, setState] = useState(nothing);
  const asked = order === null ? null : JSON.stringify(order);
  useEffect(() => {
    if (asked === null) {
      setState(nothing);
      return;
    }
    setState((before) => ({ ...before, old: true }));
    const stop = new AbortController();
    const timer = setTimeout(() => {
      askEstimate(JSON.parse(asked) as ChatOrder, stop.signal).then(
        (estimate) => setState({ estimate, error: null, old: false }),
        (error: unknown) => {
          if (!stop.signal.aborted) setState({ estimate: null, error, old: false });
        },
      );
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [asked]);
  return state;
}
