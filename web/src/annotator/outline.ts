/** The mask's outline as paths along pixel edges, kept per band of rows so that a click retraces only what it touched. */
import type { Box } from "../engine/protocol";
import type { Mask } from "./mask";

const BAND = 64;

export class Outline {
  private readonly bands = new Map<number, Path2D>();

  constructor(private readonly mask: Mask) {}

  /** Traces anew the bands that the changed `box` and its lower edge lie in. */
  update(box: Box): void {
    for (let band = Math.floor(box.y0 / BAND); band <= Math.floor(box.y1 / BAND); band++) {
      this.bands.set(band, trace(this.mask, band * BAND, (band + 1) * BAND));
    }
  }

  /** Strokes the whole outline in image coordinates with the context's current style. */
  stroke(context: CanvasRenderingContext2D): void {
    for (const path of this.bands.values()) context.stroke(path);
  }
}

/** Left, right and upper edges of the runs in rows `top` … `bottom` − 1; a lower edge is the next row's upper one. */
function trace(mask: Mask, top: number, bottom: number): Path2D {
  const path = new Path2D();
  const begun = new Map<number, number>(); // column → row in which its vertical line began
  let above = mask.runs(top - 1);
  for (let y = top; y < bottom; y++) {
    const runs = mask.runs(y);
    horizontal(path, y, above, runs);
    vertical(path, y, begun, runs);
    above = runs;
  }
  vertical(path, bottom, begun, []);
  return path;
}

/** Lines where exactly one of two neighbouring rows is in the mask: between each two places that only one of them has. */
function horizontal(path: Path2D, y: number, above: number[], below: number[]): void {
  const places = symmetricDifference(above, below);
  for (let at = 0; at + 1 < places.length; at += 2) {
    path.moveTo(places[at] ?? 0, y);
    path.lineTo(places[at + 1] ?? 0, y);
  }
}

/** Begins lines at the places of row `y`, and draws those that went down to its top and do not go on. */
function vertical(path: Path2D, y: number, begun: Map<number, number>, places: number[]): void {
  const going = new Set(places);
  for (const [x, from] of begun) {
    if (going.has(x)) continue;
    path.moveTo(x, from);
    path.lineTo(x, y);
    begun.delete(x);
  }
  for (const x of places) if (!begun.has(x)) begun.set(x, y);
}

/** Numbers that only one of two ascending lists has, ascending. */
function symmetricDifference(one: number[], other: number[]): number[] {
  const result: number[] = [];
  for (let i = 0, j = 0; i < one.length || j < other.length; ) {
    const a = one[i] ?? Number.POSITIVE_INFINITY;
    const b = other[j] ?? Number.POSITIVE_INFINITY;
    if (a !== b) result.push(Math.min(a, b));
    if (a <= b) i++;
    if (b <= a) j++;
  }
  return result;
}
