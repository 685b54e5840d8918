import type { ImageOutputRule } from "../catalogue/model.ts";
import type { ChatEvent, Delta, PictureDelta } from "../chat/event.ts";
import type { Checkpoint } from "../ledger/types.ts";
import type { Price } from "../pricing/price.ts";
import { rateUsage } from "../pricing/rate-usage.ts";
import { countImageOutput } from "../tokens/image-output/rule.ts";
import { measureDataUrl } from "../tokens/measure-data-url.ts";
import type { ReportedUsage, Usage } from "../tokens/usage.ts";
import { readReport } from "./read-report.ts";

/** Counts the whole of a text that comes in pieces. */
export interface TextCounter {
  push(text: string): void;
  /** Tokens of all text so far, as if it had been counted in one piece. */
  count(): number;
}

/** What a prompt is expected to cost in tokens, until the provider says better. */
export interface PromptExpectation {
  readonly textTokens: number;
  readonly imageTokens: number;
}

export interface MeterOrder {
  readonly prompt: PromptExpectation;
  readonly price: Price;
  /** How pictures count that come out; null where the model gives none. */
  readonly imageOutput: ImageOutputRule | null;
  /** Makes a counter in the vocabulary that this route's output is counted in. */
  readonly counter: () => TextCounter;
}

/** What was used and where the figures come from. */
export interface Reading {
  readonly usage: Usage;
  readonly source: "reported" | "counted";
}

/**
 * Reads what a stream produced. Two figures, never mixed: our own count of the whole relayed
 * text, and the provider's report, which wins where it is final.
 */
export class Meter {
  readonly #order: MeterOrder;
  readonly #answer: TextCounter;
  #reasoning: TextCounter | null = null;
  #tools: TextCounter | null = null;
  #imageTokens = 0;
  #report: ReportedUsage | null = null;
  #finished = false;
  #produced = false;
  /** Answer text that nobody has asked the count of yet. */
  #uncounted = "";
  #unitsSeen = 0;
  #mark: Checkpoint | null = null;

  constructor(order: MeterOrder) {
    this.#order = order;
    this.#answer = order.counter();
  }

  /** True after the first event that carried anything of an answer. */
  get produced(): boolean {
    return this.#produced;
  }

  take(event: ChatEvent): void {
    const unitsBefore = this.#unitsSeen;
    if (event.finish !== null) this.#finished = true;
    if (event.delta !== null) this.#takeDelta(event.delta);
    if (event.usage !== null) this.#report = event.usage;
    // A report that more text came after was none of the whole answer.
    else if (this.#unitsSeen > unitsBefore) this.#report = null;
  }

  /** UTF-16 units of all text so far: no text has more than three times as many tokens. */
  get unitsSeen(): number {
    return this.#unitsSeen;
  }

  /** Our count so far: the whole text, not event by event. */
  counted(): Usage {
    const { prompt } = this.#order;
    this.#count();
    return {
      prompt: { text: prompt.textTokens, image: prompt.imageTokens, audio: 0, cached: 0 },
      completion: {
        text: this.#answer.count() + (this.#tools?.count() ?? 0),
        image: this.#imageTokens,
        reasoning: this.#reasoning?.count() ?? 0,
      },
    };
  }

  /** What is due by our count so far, prompt included: what a crash now would be charged by. */
  mark(): Checkpoint {
    const usage = this.counted();
    const last = this.#mark;
    if (last !== null && sameCompletion(last.usage, usage)) return last;
    this.#mark = { charge: rateUsage(this.#order.price, usage).total, usage };
    return this.#mark;
  }

  /**
   * The reading that is charged. The provider's report counts where it is final: the answer had
   * its finish reason, and no text came after the report. A report of zero is zero; no report is
   * not zero but our own count.
   */
  reading(): Reading {
    if (this.#report !== null && this.#finished) {
      const { prompt } = this.#order;
      const usage = readReport(this.#report, { ...prompt, outputImageTokens: this.#imageTokens });
      return { usage, source: "reported" };
    }
    return { usage: this.counted(), source: "counted" };
  }

  #takeDelta(delta: Delta): void {
    this.#push(delta.content);
    this.#push(delta.refusal);
    // Some servers fill one of the two, and leave the other empty.
    const thought = delta.reasoning_content || delta.reasoning;
    if (typeof thought === "string" && thought !== "") {
      this.#reasoning ??= this.#order.counter();
      this.#reasoning.push(thought);
      this.#unitsSeen += thought.length;
      this.#produced = true;
    }
    for (const { function: called, custom } of delta.tool_calls ?? []) {
      this.#pushCall(called?.name, called?.arguments);
      this.#pushCall(custom?.name, custom?.input);
    }
    this.#pushCall(delta.function_call?.name ?? "", delta.function_call?.arguments ?? "");
    for (const picture of delta.images ?? []) this.#takePicture(picture);
  }

  #pushCall(name = "", input = ""): void {
    const text = name + input;
    if (text === "") return;
    this.#tools ??= this.#order.counter();
    this.#tools.push(text);
    this.#unitsSeen += text.length;
    this.#produced = true;
  }

  /** A whole picture is one event, and may be worth more than all the text around it. */
  #takePicture({ image_url: { url } }: PictureDelta): void {
    const { imageOutput } = this.#order;
    this.#produced = true;
    if (imageOutput !== null) {
      this.#imageTokens += countImageOutput(imageOutput, measureDataUrl(url));
    }
  }

  #push(text: string | null | undefined): void {
    if (typeof text !== "string" || text === "") return;
    this.#produced = true;
    this.#unitsSeen += text.length;
    // Counted when somebody asks: an answer with a final report of its own may never be.
    this.#uncounted += text;
    if (this.#uncounted.length > uncountedMax) this.#count();
  }

  #count(): void {
    if (this.#uncounted === "") return;
    this.#answer.push(this.#uncounted);
    this.#uncounted = "";
  }
}

/** UTF-16 units that wait to be counted: it bounds what one look at the count may cost. */
const uncountedMax = 4096;

function sameCompletion(one: Usage, other: Usage): boolean {
  return (
    one.completion.text === other.completion.text &&
    one.completion.image === other.completion.image &&
    one.completion.reasoning === other.completion.reasoning
  );
}
