/** Pixels under hand-drawn lines and inside hand-drawn outlines. Points are image pixels, centres at whole numbers. */
import type { Cutout, Point } from "./contract";
import { intersection, isEmpty, nothing, strideOf, widened } from "./cutouts";

interface Size {
  width: number;
  height: number;
}

/** Pixels whose centres lie within `radius` of the line through the points; one point makes a disk. */
export function strokePixels(points: readonly Point[], radius: number, image: Size): Cutout {
  const sheet = new Sheet(points, radius, image);
  for (const [at, point] of points.entries()) sheet.capsule(points[at - 1] ?? point, point, radius);
  return sheet.cutout;
}

/** Pixels whose centres lie inside the closed outline, by the even-odd rule. */
export function polygonPixels(points: readonly Point[], image: Size): Cutout {
  const sheet = new Sheet(points, 0, image);
  sheet.polygon(points);
  return sheet.cutout;
}

class Sheet {
  readonly cutout: Cutout;
  private readonly inside: { x0: number; y0: number; x1: number; y1: number };

  constructor(points: readonly Point[], margin: number, { width, height }: Size) {
    const whole = { x0: 0, y0: 0, x1: width, y1: height };
    this.inside = points.length > 0 ? intersection(around(points, margin), whole) : nothing().box;
    const box = isEmpty(this.inside) ? nothing().box : widened(this.inside);
    this.cutout = { box, bits: new Uint8Array(strideOf(box) * (box.y1 - box.y0)) };
  }

  /** The pixels within `radius` of a segment: of each row one run, because the shape is convex. */
  capsule(from: Point, to: Point, radius: number): void {
    const top = Math.ceil(Math.min(from.y, to.y) - radius);
    const bottom = Math.floor(Math.max(from.y, to.y) + radius);
    for (let y = Math.max(top, this.inside.y0); y <= Math.min(bottom, this.inside.y1 - 1); y++) {
      const places = [...circleAt(from, radius, y), ...circleAt(to, radius, y), ...bandAt(from, to, radius, y)];
      this.run(y, Math.min(...places), Math.max(...places));
    }
  }

  polygon(points: readonly Point[]): void {
    for (let y = this.inside.y0; y < this.inside.y1; y++) {
      const places = crossings(points, y).sort((one, other) => one - other);
      for (let at = 0; at + 1 < places.length; at += 2) this.run(y, places[at] ?? 0, places[at + 1] ?? 0);
    }
  }

  /** Sets the pixels of row `y` with centres from `start` to `end`. */
  private run(y: number, start: number, end: number): void {
    const { box, bits } = this.cutout;
    const first = Math.max(Math.ceil(start), this.inside.x0) - box.x0;
    const last = Math.min(Math.floor(end), this.inside.x1 - 1) - box.x0;
    const row = (y - box.y0) * strideOf(box);
    for (let x = first; x <= last; ) {
      const at = row + (x >> 3);
      if ((x & 7) === 0 && x + 7 <= last) {
        bits[at] = 255;
        x += 8;
      } else {
        bits[at] = (bits[at] ?? 0) | (128 >> (x & 7));
        x++;
      }
    }
  }
}

function around(points: readonly Point[], margin: number) {
  const box = { x0: Number.POSITIVE_INFINITY, y0: Number.POSITIVE_INFINITY, x1: -1, y1: -1 };
  for (const { x, y } of points) {
    box.x0 = Math.min(box.x0, Math.floor(x - margin));
    box.y0 = Math.min(box.y0, Math.floor(y - margin));
    box.x1 = Math.max(box.x1, Math.ceil(x + margin) + 1);
    box.y1 = Math.max(box.y1, Math.ceil(y + margin) + 1);
  }
  return box;
}

/** Where a circle crosses row `y`. */
function circleAt(centre: Point, radius: number, y: number): number[] {
  const square = radius ** 2 - (y - centre.y) ** 2;
  return square < 0 ? [] : [centre.x - Math.sqrt(square), centre.x + Math.sqrt(square)];
}

/** Where the sides of the band along a segment cross row `y`. */
function bandAt(from: Point, to: Point, radius: number, y: number): number[] {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return [];
  const across = { x: (-(to.y - from.y) * radius) / length, y: ((to.x - from.x) * radius) / length };
  const corner = (point: Point, sign: number) => ({ x: point.x + sign * across.x, y: point.y + sign * across.y });
  return crossings([corner(from, 1), corner(to, 1), corner(to, -1), corner(from, -1)], y);
}

/** Where a closed outline crosses row `y`; an even number of places, unordered. */
function crossings(points: readonly Point[], y: number): number[] {
  const places: number[] = [];
  for (const [at, to] of points.entries()) {
    const from = points.at(at - 1) ?? to;
    if (from.y <= y === to.y <= y) continue;
    places.push(from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x));
  }
  return places;
}
