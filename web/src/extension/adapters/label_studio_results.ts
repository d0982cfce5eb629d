/** Label Studio's results: what it stores for a region, as a mask and back. */
import type { Outline } from "./adapter";
import { decodeBrush, encodeBrush } from "./brush_rle";
import { decodePng, encodePng, isInside, newCanvas, paint } from "./pictures";

export type Kind = "brushlabels" | "bitmasklabels" | "polygonlabels";
export const KINDS: readonly string[] = ["brushlabels", "bitmasklabels", "polygonlabels"] satisfies Kind[];

export interface Value {
  rle?: number[];
  imageDataURL?: string;
  points?: [number, number][];
  [labels: string]: unknown;
}

export interface Result {
  id: string;
  type: Kind;
  from_name: string;
  to_name: string;
  original_width: number;
  original_height: number;
  /** Which of several pictures in one tag; absent where there is one. */
  item_index?: number;
  value: Value;
}

export function labelsOf({ type, value }: Result): string[] {
  return (value[type] as string[] | undefined) ?? [];
}

/** A result's mask: what the editor shows as inside, which is every pixel that is not wholly transparent. */
export async function maskOf({
  type,
  value,
  original_width: width,
  original_height: height,
}: Result): Promise<ImageData> {
  if (type === "polygonlabels") return polygonMask(value.points ?? [], width, height);
  const rgba = type === "brushlabels" ? decodeBrush(value.rle ?? []) : (await decodePng(value.imageDataURL ?? "")).data;
  return paint(width, height, (pixel) => (rgba[4 * pixel + 3] ?? 0) > 0);
}

function polygonMask(points: [number, number][], width: number, height: number): ImageData {
  const context = newCanvas(width, height);
  context.beginPath();
  for (const [x, y] of points) context.lineTo((x * width) / 100, (y * height) / 100);
  context.fill();
  const { data } = context.getImageData(0, 0, width, height);
  return paint(width, height, (pixel) => (data[4 * pixel + 3] ?? 0) > 127);
}

/** A mask in the form of a kind of region; a polygon holds its outline alone. */
export function valueFor(kind: Kind, mask: ImageData, outline: Outline): Value {
  const { width, height } = mask;
  const inside = (pixel: number) => isInside(mask, pixel);
  if (kind === "brushlabels") return { format: "rle", rle: encodeBrush(width * height, inside) };
  if (kind === "bitmasklabels") return { imageDataURL: blackWithAlpha(mask) };
  return { points: outline().map(([x, y]) => [(100 * x) / width, (100 * y) / height]), closed: true };
}

function blackWithAlpha(mask: ImageData): string {
  const pixels = new ImageData(mask.width, mask.height);
  for (let pixel = 0; pixel < mask.width * mask.height; pixel++) {
    pixels.data[4 * pixel + 3] = isInside(mask, pixel) ? 255 : 0;
  }
  return encodePng(pixels);
}
