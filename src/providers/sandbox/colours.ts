/** Red, green, blue, each from 0 to 255. */
export type Colour = readonly [number, number, number];

/** The plain name that comes nearest to a colour, as people see it. */
export function colourName(colour: Colour): string {
  const [light, green, blue] = perceived(colour);
  let nearest = "grey";
  let least = Number.POSITIVE_INFINITY;
  for (const [name, other] of named) {
    const [otherLight, otherGreen, otherBlue] = other;
    const distance =
      (light - otherLight) ** 2 + (green - otherGreen) ** 2 + (blue - otherBlue) ** 2;
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

/** The first colour of the palette that a text names, or null. */
export function colourIn(text: string): Colour | null {
  const said = text.toLowerCase();
  const found = Object.keys(palette)
    .filter((name) => new RegExp(`\\b${name}\\b`).test(said))
    .sort((one, other) => other.length - one.length)[0];
  return found === undefined ? null : (palette[found] ?? null);
}

export function hexOf(colour: Colour): string {
  const digits = colour.map((part) => Math.round(part).toString(16).padStart(2, "0"));
  return `#${digits.join("")}`;
}

/** From 0, black, to 1, white: Rec. 709 weights on the encoded values, as displays show them. */
export function luminance([red, green, blue]: Colour): number {
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

const palette: Readonly<Record<string, Colour>> = {
  black: [0, 0, 0],
  "dark grey": [64, 64, 64],
  grey: [128, 128, 128],
  "light grey": [200, 200, 200],
  white: [255, 255, 255],
  red: [230, 20, 20],
  "dark red": [130, 10, 10],
  orange: [250, 140, 10],
  brown: [125, 75, 30],
  beige: [225, 205, 170],
  yellow: [250, 230, 30],
  olive: [128, 128, 20],
  "light green": [140, 225, 140],
  green: [20, 160, 50],
  "dark green": [10, 80, 30],
  teal: [10, 128, 128],
  cyan: [40, 220, 230],
  "light blue": [150, 200, 240],
  blue: [30, 60, 230],
  navy: [10, 15, 110],
  purple: [120, 30, 160],
  violet: [160, 110, 230],
  magenta: [230, 30, 210],
  pink: [250, 170, 195],
};

const named = Object.entries(palette).map(([name, colour]) => [name, perceived(colour)] as const);

/** OKLab, in which equal distances look equally far (Ottosson, 2020). */
function perceived(colour: Colour): Colour {
  const [red, green, blue] = [linear(colour[0]), linear(colour[1]), linear(colour[2])];
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const middle = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
  ];
}

function linear(part: number): number {
  const value = part / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
