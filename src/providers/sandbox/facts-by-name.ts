import { composeText, plain, type TextOrder, wordsOf } from "./compose-text.ts";
import type { ColourShare, PictureMeasure } from "./measure-picture.ts";
import { brightnessWord, orientationOf, titleOf } from "./picture-facts.ts";

/** Where the fields of a JSON answer take their values from. */
export interface FactSource {
  readonly question: string;
  /** A short phrase out of the question, for fields that nothing else fits. */
  readonly phrase: string;
  /** The source for one item of a list: the picture or the word that the item is about. */
  at(item: PictureMeasure | string | undefined, index: number): FactSource;
  readonly order: TextOrder;
  /** The picture that is being told of; the first unless within a list. */
  readonly picture: PictureMeasure | null;
  /** The word that the current item of a list is, or null. */
  readonly item: string | null;
  readonly index: number;
  /** True where texts are to be a few words long, because there is no room for more. */
  readonly brief: boolean;
}

type Fact = number | string | boolean | readonly (PictureMeasure | string)[];

/** Facts for the fields of one answer. */
export function factSource(order: TextOrder, { brief = false } = {}): FactSource {
  const names = order.question.match(
    /(?<=[^.!?\s]\s+)\p{Lu}[\p{L}\p{N}-]+(?:\s\p{Lu}[\p{L}-]+)*/gu,
  );
  const phrase = plain(names?.[0] ?? order.question, 60) || "nothing was asked";
  const picture = order.pictures[0] ?? null;
  return place({ order, phrase, picture, item: null, index: 0, brief });
}

/** The fact that a field's name asks for in the given form, or null where none fits. */
export function factFor(
  name: string,
  form: "number" | "string" | "boolean" | "list",
  source: FactSource,
): Fact | null {
  const words = nameWords(name);
  const has = (...any: readonly string[]) => any.some((word) => words.includes(word));
  if (form === "list") return listFact(has, source);
  if (form === "number") return numberFact(has, source);
  if (form === "boolean") return source.picture === null ? null : booleanFact(has, source.picture);
  if (source.item === null) return stringFact(has, source);
  return has("hex") ? (colourItem(source)?.hex ?? source.item) : source.item;
}

type Has = (...any: readonly string[]) => boolean;

function place(terms: Omit<FactSource, "at" | "question">): FactSource {
  return {
    ...terms,
    question: terms.order.question,
    at: (item, index) => {
      if (typeof item === "string") return place({ ...terms, item, index });
      return place({ ...terms, picture: item ?? terms.picture, item: null, index });
    },
  };
}

function nameWords(name: string): readonly string[] {
  const spaced = name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.split(/[^a-z]+/).map((word) => word.replace("colour", "color"));
}

function listFact(has: Has, { order, picture }: FactSource): Fact | null {
  if (has("pictures", "images", "photos", "pages", "results")) return order.pictures;
  if (has("colors", "palette", "hex", "hexes") && picture !== null) {
    const hex = has("hex", "hexes");
    return picture.colours.map((colour) => (hex ? colour.hex : colour.name));
  }
  if (has("words", "keywords", "tags", "labels", "topics")) {
    if (picture === null) return wordsOf(order.question).slice(0, 5);
    return [picture.format, orientationOf(picture), ...picture.colours.map(({ name }) => name)];
  }
  return null;
}

/** The colour that the current item of a list of colours is about. */
function colourItem({ picture, item }: FactSource): ColourShare | undefined {
  return picture?.colours.find((colour) => colour.name === item || colour.hex === item);
}

function numberFact(has: Has, source: FactSource): Fact | null {
  const { order, picture, index } = source;
  if (has("count", "pictures", "images")) return order.pictures.length;
  if (has("index", "number", "page")) return index + 1;
  if (picture !== null) {
    if (has("width")) return picture.width;
    if (has("height")) return picture.height;
    if (has("megapixels")) return (picture.width * picture.height) / 1_000_000;
    if (has("pixels")) return picture.width * picture.height;
    if (has("bytes", "size")) return picture.bytes;
    if (has("ratio", "aspect")) return picture.width / picture.height;
    if (has("brightness", "lightness", "luminance")) return picture.brightness;
    if (has("contrast")) return picture.contrast;
    if (has("sharpness", "detail")) return picture.detail;
    if (has("share", "percent", "percentage")) {
      return (colourItem(source) ?? picture.colours[0])?.share ?? 0;
    }
    if (has("frames")) return picture.frames;
  }
  // Otherwise the numbers that the user wrote, in their order, one for each place.
  const written = order.question.slice(0, 20_000).match(/\d+(?:\.\d+)?/g)?.[index];
  return written === undefined ? null : Number(written);
}

function booleanFact(has: Has, picture: PictureMeasure): boolean {
  if (has("transparent", "transparency")) return picture.transparent > 0;
  if (has("alpha")) return picture.alpha;
  if (has("animated")) return picture.frames > 1;
  if (has("landscape", "portrait", "square")) return has(orientationOf(picture));
  if (has("dark")) return picture.brightness < 0.4;
  if (has("bright", "light")) return picture.brightness >= 0.6;
  return has("image", "picture", "photo", "present", "readable", "valid");
}

function stringFact(has: Has, { order, picture, brief, phrase }: FactSource): Fact | null {
  if (has("question", "topic", "query")) return plain(order.question, 200);
  if (has("description", "summary", "caption", "alt", "text", "answer", "explanation", "content")) {
    if (brief) return picture === null ? phrase : titleOf(picture);
    return [...composeText(order)].join("").replaceAll(/\n+/g, " ");
  }
  if (picture === null) return null;
  if (has("mime")) return `image/${picture.format.toLowerCase()}`;
  if (has("format", "type", "kind")) return picture.format;
  if (has("orientation", "layout")) return orientationOf(picture);
  if (has("hex")) return picture.colours[0]?.hex ?? "#000000";
  if (has("color", "colors")) return picture.colours[0]?.name ?? "transparent";
  if (has("brightness", "lightness")) return brightnessWord(picture);
  if (has("size", "dimensions", "resolution")) return `${picture.width}x${picture.height}`;
  if (has("title", "name", "label", "subject", "object")) return titleOf(picture);
  return null;
}
