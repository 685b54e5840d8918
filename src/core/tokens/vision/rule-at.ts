import type { DatedVision, VisionRule } from "../../catalogue/model.ts";

/**
 * The picture rule that holds at an instant (milliseconds since 1970, UTC): the last one whose
 * date has come. The first one holds before its date, too, because a picture has to count
 * something. Null where there is no rule.
 */
export function visionRuleAt(dated: DatedVision | null, at: number): VisionRule | null {
  if (dated === null) return null;
  const found = dated.findLast(({ from }) => from <= at) ?? dated[0];
  return found?.rule ?? null;
}
