/** A shape's outline as polygons, which the worker draws: the same that the export of polygons writes. */
import type { FilePicture } from "../engine/protocol";
import type { Point, Polygon } from "./contract";
import type { Link } from "./link";
import type { Shape } from "./shape";
import type { Size } from "./sizes";
import { wrong } from "./validation";

/** The part of GeoJSON that is read here: rings of corners, the first one repeated at the end. */
interface Drawn {
  features: { geometry: { coordinates: [number, number][][][] } }[];
}

/** How far corners may lie from the outline, as the files' writers know it, too. */
export const TOLERANCE = 1.4;

/** Draws a shape's parts, the largest first, with corners at most `tolerance` pixels off; exactly at 0. */
export async function polygonsOf(
  link: Link,
  { box, cutout }: Shape,
  { width, height }: Size,
  tolerance: number,
): Promise<Polygon[]> {
  if (!Number.isFinite(tolerance) || tolerance < 0) wrong("tolerance", tolerance, "a number of pixels from 0 up");
  if (!box) return [];
  const object = { id: 1, name: "", category: null, color: null, box: cutout.box, bits: cutout.bits };
  const picture: FilePicture = { name: "mask", width, height, categories: [], objects: [object] };
  const ask = { format: "polygons", options: { tolerance }, pictures: [picture] };
  const { files } = await link.exchange("export", ask);
  const { features }: Drawn = JSON.parse(new TextDecoder().decode(files[0]?.bytes));
  const parts = features.flatMap(({ geometry }) => geometry.coordinates);
  return parts.map(([outer = [], ...holes]) => ({ outer: corners(outer), holes: holes.map(corners) }));
}

/** In files a pixel begins at its number; in this package its centre lies there. */
function corners(ring: [number, number][]): Point[] {
  return ring.slice(0, -1).map(([x, y]) => ({ x: x - 0.5, y: y - 0.5 }));
}
