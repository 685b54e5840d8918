import { hexOf, luminance } from "./colours.ts";
import { gridCells, type PictureMeasure } from "./measure-picture.ts";

/** One true sentence about a picture, with what it is about. */
export interface PictureFact {
  readonly topic: keyof typeof topicWords;
  readonly sentence: string;
}

/** Which words of a question ask for which facts. */
const topicWords = {
  size: /\b(size|dimensions?|resolution|width|height|pixels?|large|small|format|file|type)\b/i,
  colours: /\bcolou?rs?\b|\bcolou?red\b|\bhue|\bpalette\b/i,
  light: /\bbright|\bdark|\blight|\bcontrast\b|\bexposure\b|\bluminance\b/i,
  transparency: /\btranspar|\balpha\b|\bopaque\b|\bbackground\b/i,
  detail: /\bsharp|\bblurr?|\bdetail|\bfocus\b|\btexture\b|\bquality\b/i,
  regions: /\bwhere\b|\bregion|\bcorner|\bleft\b|\bright\b|\btop\b|\bbottom\b|\bposition/i,
} as const;

/** The facts of one picture, those that the question asks about first. */
export function pictureFacts(measure: PictureMeasure, question: string): readonly PictureFact[] {
  const facts: readonly PictureFact[] = [
    { topic: "size", sentence: sizeSentence(measure) },
    { topic: "colours", sentence: coloursSentence(measure) },
    { topic: "light", sentence: lightSentence(measure) },
    { topic: "transparency", sentence: transparencySentence(measure) },
    { topic: "detail", sentence: detailSentence(measure) },
    { topic: "regions", sentence: regionsSentence(measure) },
  ];
  const asked = (fact: PictureFact) => topicWords[fact.topic].test(question);
  return [...facts.filter(asked), ...facts.filter((fact) => !asked(fact))];
}

/** `landscape`, `portrait` or `square`. */
export function orientationOf({ width, height }: PictureMeasure): string {
  if (width === height) return "square";
  return width > height ? "landscape" : "portrait";
}

/** How bright a picture is, in a word. */
export function brightnessWord({ brightness }: PictureMeasure): string {
  if (brightness < 0.2) return "very dark";
  if (brightness < 0.4) return "dark";
  if (brightness < 0.6) return "of medium brightness";
  return brightness < 0.8 ? "bright" : "very bright";
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** A title such as `Landscape PNG, mostly red`. */
export function titleOf(measure: PictureMeasure): string {
  const [initial = "", ...rest] = orientationOf(measure);
  const main = measure.colours[0]?.name ?? "transparent";
  return `${initial.toUpperCase()}${rest.join("")} ${measure.format}, mostly ${main}`;
}

function sizeSentence(measure: PictureMeasure): string {
  const { width, height, format, bytes, frames, turned } = measure;
  const pixels = ((width * height) / 1_000_000).toFixed(2);
  const moving = frames > 1 ? ` It is animated, with ${frames} frames; this is the first.` : "";
  const rotated = turned ? " Its EXIF data asks for a rotation, which is applied here." : "";
  return (
    `It is a ${format} file of ${width} by ${height} pixels (${orientationOf(measure)}, ` +
    `${pixels} megapixels) in ${bytes} bytes.${moving}${rotated}`
  );
}

function coloursSentence({ colours }: PictureMeasure): string {
  const shares = colours
    .slice(0, 4)
    .map(({ name, hex, share }) => `${name} ${hex} (${percent(share)})`);
  if (shares.length === 0) return "No pixel of it is visible, so it has no dominant colour.";
  const list = shares.length === 1 ? "dominant colour is" : "dominant colours are";
  return `Its ${list} ${shares.join(", ")}.`;
}

function lightSentence(measure: PictureMeasure): string {
  const lights = gridCells(measure, 8).map(luminance);
  const strength = measure.contrast < 0.1 ? "low" : measure.contrast < 0.25 ? "medium" : "high";
  return (
    `It is ${brightnessWord(measure)}: the mean lightness is ${percent(measure.brightness)}, ` +
    `from ${percent(Math.min(...lights))} in the darkest of 64 regions to ` +
    `${percent(Math.max(...lights))} in the brightest, and the contrast is ${strength}.`
  );
}

function transparencySentence({ alpha, transparent }: PictureMeasure): string {
  if (!alpha) return "It has no transparency.";
  if (transparent === 0)
    return "It has an alpha channel, but every pixel that was sampled is opaque.";
  return `It has an alpha channel, and ${percent(transparent)} of it is transparent.`;
}

function detailSentence({ detail }: PictureMeasure): string {
  if (detail < 0.005) return "It is smooth: neighbouring points hardly differ.";
  const degree = detail < 0.04 ? "some" : detail < 0.12 ? "much" : "a great deal of";
  const difference = (detail * 100).toFixed(1);
  return `It has ${degree} fine detail: neighbouring points differ by ${difference}%.`;
}

function regionsSentence(measure: PictureMeasure): string {
  const [topLeft, topRight, bottomLeft, bottomRight] = gridCells(measure, 2).map(hexOf);
  const halves = gridCells(measure, 2).map(luminance);
  const top = ((halves[0] ?? 0) + (halves[1] ?? 0)) / 2;
  const bottom = ((halves[2] ?? 0) + (halves[3] ?? 0)) / 2;
  const compared = top === bottom ? "as bright as" : top > bottom ? "brighter than" : "darker than";
  return (
    `By quarters its average colour is ${topLeft} at the top left, ${topRight} at the top right, ` +
    `${bottomLeft} at the bottom left and ${bottomRight} at the bottom right; the upper half is ` +
    `${compared} the lower.`
  );
}
