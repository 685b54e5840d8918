import { limits } from "../limits.ts";
import { cutAt, drawLengths, reachOf } from "./distribution.ts";
import type { Workload } from "./workload.ts";

/**
 * Calls of a workload as they might be, conversation after conversation, in tokens of text. Drawn
 * once for each workload; every model is priced on the same ones.
 */
export interface Sample {
  readonly conversations: number;
  readonly turns: number;
  /** All text of the prompt: what every call begins with, the history, and what is new. */
  readonly prompt: Float64Array;
  /** Of it, what the call before sent already, up to and including its own message. */
  readonly repeated: Float64Array;
  /** Of it, what the call before had as history: what stays the same where its pictures go. */
  readonly settled: Float64Array;
  readonly output: Float64Array;
  /** Of all calls together. */
  readonly promptTokens: number;
  readonly outputTokens: number;
}

export interface SampleOrder {
  readonly seed: number;
  /** Calls; rounded up to whole conversations. */
  readonly calls?: number;
}

/** Draws the calls of a workload. The same workload and seed give the same calls. */
export function drawSample(workload: Workload, order: SampleOrder): Sample {
  const { turns } = workload;
  const conversations = Math.ceil((order.calls ?? limits.plannedSampleCalls) / turns);
  const calls = conversations * turns;
  const output = cutAt(workload.outputTokens, workload.outputTokensMax);
  return remember(workload.systemTokens, {
    turns,
    conversations,
    said: drawLengths(workload.promptTokens, `${order.seed}/prompt`, calls),
    output: drawLengths(output, `${order.seed}/output`, calls),
  });
}

/** One conversation whose every part is as short, or as long, as it can be. */
export function extremeSample(workload: Workload, which: "least" | "most"): Sample {
  const { turns } = workload;
  const output = cutAt(workload.outputTokens, workload.outputTokensMax);
  return remember(workload.systemTokens, {
    turns,
    conversations: 1,
    said: new Float64Array(turns).fill(reachOf(workload.promptTokens)[which]),
    output: new Float64Array(turns).fill(reachOf(output)[which]),
  });
}

interface Drawn {
  readonly turns: number;
  readonly conversations: number;
  readonly said: Float64Array;
  readonly output: Float64Array;
}

/** Every call sends again what was said and answered before it in its conversation. */
function remember(systemTokens: number, { turns, conversations, said, output }: Drawn): Sample {
  const prompt = new Float64Array(said.length);
  const repeated = new Float64Array(said.length);
  const settled = new Float64Array(said.length);
  let [promptTokens, outputTokens] = [0, 0];
  for (let at = 0; at < said.length; at += 1) {
    const isFirst = at % turns === 0;
    const before = prompt[at - 1] ?? 0;
    const history = isFirst ? systemTokens : before + (output[at - 1] ?? 0);
    repeated[at] = isFirst ? systemTokens : before;
    settled[at] = isFirst ? systemTokens : before - (said[at - 1] ?? 0);
    const sent = history + (said[at] ?? 0);
    prompt[at] = sent;
    promptTokens += sent;
    outputTokens += output[at] ?? 0;
  }
  const sums = { promptTokens, outputTokens };
  return { conversations, turns, prompt, repeated, settled, output, ...sums };
}
