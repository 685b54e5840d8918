import type { VisionRule } from "../../catalogue/model.ts";
import { claudePatchesGrid } from "./claude-28.ts";
import { cohereTilesGrid } from "./cohere.ts";
import { geminiCropsGrid } from "./gemini-2.ts";
import { geminiCellsGrid } from "./gemini-3.ts";
import type { LayGrid, PictureGrid } from "./grid.ts";
import { grokTilesGrid } from "./grok.ts";
import { llamaTilesGrid } from "./llama-4.ts";
import { mistralCellsGrid } from "./mistral.ts";
import { openaiPatchesGrid } from "./openai-patches.ts";
import { openaiTilesGrid } from "./openai-tiles.ts";
import { qwenCellsGrid } from "./qwen.ts";
import type { PictureSize } from "./rule.ts";
import { tiles258Grid } from "./tiles-258.ts";

const families: readonly ((name: string) => LayGrid | null)[] = [
  tiles258Grid,
  openaiTilesGrid,
  openaiPatchesGrid,
  geminiCropsGrid,
  geminiCellsGrid,
  claudePatchesGrid,
  mistralCellsGrid,
  qwenCellsGrid,
  llamaTilesGrid,
  grokTilesGrid,
  cohereTilesGrid,
];

/** The cells that a rule counts, as they lie on the picture; null where it counts none. */
export function layGrid(rule: VisionRule, picture: PictureSize): PictureGrid | null {
  for (const family of families) {
    const lay = family(rule);
    if (lay !== null) return lay(picture);
  }
  return null;
}
