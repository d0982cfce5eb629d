/** Which pixels of a picture are meant, when the picture is a mask. */
import { fail } from "./fail";
import { Mask } from "./mask";

/** Up to so many colours a picture can be a map of labels. */
const MOST_LABELS = 64;
/** Share of pixels between black and white that smooth edges and JPEG's noise may have. */
const MOST_BETWEEN = 0.2;

/** What a picture was understood as. */
export interface MaskReading {
  /** "soft": of many brightnesses, cut at `threshold`. "labels": a value for each object. */
  kind: "plain" | "soft" | "labels";
  /** From which brightness on, 1 … 255, a pixel of a soft mask belongs to the object; null for others. */
  threshold: number | null;
  /** One mask or, of labels, one for each value; `color` is the value as "#rrggbb", null where it is a grey. */
  masks: { mask: Mask; color: string | null }[];
}

/**
 * Reads masks from a picture.
 *
 * Of two colours the brighter one is meant, whichever they are (0 and 1, 0 and 255, red and black). A cut-out is
 * meant where it is opaque. In a map of few colours each but black is an object. A picture of smooth edges is cut at
 * `threshold`, by default at half of its brightest value, and a photograph is refused unless a threshold is given.
 */
export function readMaskPixels(image: ImageData, name: string, threshold?: number): MaskReading {
  const values = brightness(image);
  const plain = (inside: (at: number) => boolean) => one("plain", where(image, inside));
  const { colours, between, peak, coloured } = survey(image, values);
  if (cutOut(image)) return plain((at) => (image.data[4 * at + 3] ?? 0) > 127);
  if (colours <= 2) return plain(twoValues(values));
  const labels = colours <= MOST_LABELS && (coloured || peak < 128 || between > MOST_BETWEEN);
  if (labels && threshold === undefined) return { kind: "labels", threshold: null, masks: byColour(image, values) };
  if (between > MOST_BETWEEN && threshold === undefined) return refuse(name, between);
  const bound = threshold ?? Math.floor(peak / 2) + 1;
  return one(
    "soft",
    where(image, (at) => (values[at] ?? 0) >= bound),
    bound,
  );
}

function one(kind: "plain" | "soft", mask: Mask, threshold: number | null = null): MaskReading {
  return { kind, threshold, masks: [{ mask, color: null }] };
}

/** A mask for each colour but black, the darkest first. */
function byColour({ width, height, data }: ImageData, values: Uint8Array): MaskReading["masks"] {
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
  const found = new Map<number, { mask: Mask; color: string | null; value: number }>();
  for (const [at, pixel] of pixels.entries()) {
    const value = values[at] ?? 0;
    if (value === 0) continue;
    const entry = found.get(pixel) ?? { mask: new Mask(width, height), color: colorAt(data, 4 * at), value };
    entry.mask.set(at % width, Math.floor(at / width));
    found.set(pixel, entry);
  }
  return [...found.values()].sort((first, second) => first.value - second.value);
}

function colorAt(data: Uint8ClampedArray, from: number): string | null {
  const channels = [...data.slice(from, from + 3)];
  if (channels.every((channel) => channel === channels[0])) return null;
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** Each pixel's brightest channel times its opacity, 0 … 255. */
function brightness({ data }: ImageData): Uint8Array {
  const values = new Uint8Array(data.length / 4);
  for (let at = 0, from = 0; at < values.length; at++, from += 4) {
    const value = Math.max(data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0);
    values[at] = Math.ceil((value * (data[from + 3] ?? 0)) / 255);
  }
  return values;
}

interface Survey {
  /** How many colours there are; counted no further than is of interest. */
  colours: number;
  coloured: boolean;
  /** The brightest value. */
  peak: number;
  /** Share of the pixels between a tenth and nine tenths of that. */
  between: number;
}

function survey({ data }: ImageData, values: Uint8Array): Survey {
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
  const colours = new Set<number>();
  let coloured = false;
  for (const [at, pixel] of pixels.entries()) {
    if (colours.size > MOST_LABELS) break;
    if (colours.has(pixel)) continue;
    colours.add(pixel);
    coloured ||= data[4 * at] !== data[4 * at + 1] || data[4 * at] !== data[4 * at + 2];
  }
  const peak = values.reduce((largest, value) => Math.max(largest, value), 0);
  const between = values.reduce((count, value) => count + Number(value > peak * 0.1 && value < peak * 0.9), 0);
  return { colours: colours.size, coloured, peak, between: between / values.length };
}

/** Whether the opacity alone tells the mask: pixels are opaque or not there, some of each, and the colours vary. */
function cutOut({ data }: ImageData): boolean {
  let opaque = 0;
  let clear = 0;
  for (let at = 3; at < data.length; at += 4) {
    if ((data[at] ?? 0) > 229) opaque++;
    else if ((data[at] ?? 0) < 26) clear++;
  }
  return opaque > 0 && clear > 0 && opaque + clear > 0.9 * (data.length / 4);
}

function twoValues(values: Uint8Array): (at: number) => boolean {
  const low = values.reduce((least, value) => Math.min(least, value), 255);
  const high = values.reduce((largest, value) => Math.max(largest, value), 0);
  const bound = low === high ? 0 : low; // one colour: everything or, if that is black, nothing
  return (at) => (values[at] ?? 0) > bound;
}

function where({ width, height }: ImageData, inside: (at: number) => boolean): Mask {
  const mask = new Mask(width, height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) if (inside(at)) mask.set(x, y);
  }
  return mask;
}

function refuse(name: string, between: number): never {
  const share = Math.round(100 * between);
  const message = `${name} looks like a photograph, not like a mask: ${share} % of its pixels are neither black nor white.`;
  const hint = "Open it as an image, or use a mask: white on black, or one colour for each object.";
  return fail("mask-photo", message, hint, { name, share });
}
