import type { TextRuleName } from "../tokens/text-rules.ts";

/** Modalities a model takes in or gives out. */
export type Modality = "text" | "image" | "audio";

/** How a model counts text: exactly by a vocabulary, or by a ratio calibrated against one. */
export type TextRule = TextRuleName;

/** How a model counts the tokens of a picture; each rule has a file in `core/tokens/vision/`. */
export type VisionRule = string;

/** A picture rule from an instant on (milliseconds since 1970, UTC), until the next one. */
export interface DatedVisionRule {
  readonly from: number;
  readonly rule: VisionRule;
}

/** A model's picture rules by their dates, at least one; `visionRuleAt` finds the one in force. */
export type DatedVision = readonly DatedVisionRule[];

/** Tokens of the system prompt that a provider adds where there are tools. */
export interface ToolPrompt {
  /** Where the model may choose. */
  readonly auto: number;
  /** Where it has to call one. */
  readonly forced: number;
}

/** How a model counts pictures that it gives out: a name of `core/tokens/image-output`. */
export type ImageOutputRule = string;

/** What a model may lack, although most have it. */
export type Lack = "tools" | "json";

/** One way to reach a model. */
export interface Route {
  readonly provider: string;
  /** The model's name at that provider. */
  readonly model: string;
  /** Where the route counts differently from the model. */
  readonly vision: DatedVision | null;
  readonly text: TextRule | null;
  /** Where the route takes less than the model's list publishes. */
  readonly contextWindow: number | null;
  /** False where the provider can only answer in one piece: held at its ceiling, can't be cut. */
  readonly streams: boolean;
  /** Where the route differs from the model in billing output that it doesn't relay. */
  readonly hiddenOutput?: boolean | undefined;
}

/** How the sandbox counts a model, where it doesn't count as the model itself does. */
export interface SandboxRules {
  readonly vision: DatedVision | null;
  readonly text: TextRule;
}

/** One model of the catalogue. */
export interface Model {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  /** Tokens, prompt and output together. */
  readonly contextWindow: number;
  /** Tokens of output in one call. */
  readonly outputTokensMax: number;
  /** Year and month, or a day: `2025-05`. */
  readonly released: string;
  readonly input: readonly Modality[];
  readonly output: readonly Modality[];
  readonly text: TextRule;
  /** Null where the model takes no pictures. */
  readonly vision: DatedVision | null;
  /** Where the provider adds a prompt of its own to tools, and says how long it is. */
  readonly toolPrompt?: ToolPrompt | null | undefined;
  /** None where the model gives out no pictures. */
  readonly imageOutput?: ImageOutputRule | null | undefined;
  /** True where output is billed that is not relayed as it goes (hidden reasoning, pictures). */
  readonly hiddenOutput: boolean;
  /** What the model is known not to take: `json` is a schema that binds its answer. */
  readonly lacks?: readonly Lack[] | undefined;
  readonly routes: readonly Route[];
  readonly sandbox?: SandboxRules | undefined;
}
