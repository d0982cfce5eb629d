/** Closed outlines along pixel edges, to fill and to stroke: what lies inside is found by the even-odd rule. */
import type { Shape } from "./shape";

/** All outlines of a shape, holes included, as one path in image coordinates. */
export function contours(shape: Shape): Path2D {
  const path = new Path2D();
  if (!shape.box) return path;
  const corners = findCorners(shape, shape.box.y0, shape.box.y1);
  const below = pairColumns(corners);
  const done = new Uint8Array(corners.xs.length);
  for (let start = 0; start < done.length; start++) {
    if (!done[start]) walk(path, corners, below, done, start);
  }
  return path;
}

/** Corners two by two: 2n and 2n + 1 are the ends of one horizontal edge. Rows ascend, so each column's corners do. */
interface Corners {
  xs: number[];
  ys: number[];
}

function findCorners(shape: Shape, top: number, bottom: number): Corners {
  const xs: number[] = [];
  const ys: number[] = [];
  let above: number[] = [];
  for (let y = top; y <= bottom; y++) {
    const runs = shape.runs(y);
    for (const x of symmetricDifference(above, runs)) {
      xs.push(x);
      ys.push(y);
    }
    above = runs;
  }
  return { xs, ys };
}

/** The other end of each corner's vertical edge: of a column's corners, the first and the second belong together, and so on. */
function pairColumns({ xs }: Corners): Int32Array {
  const other = new Int32Array(xs.length);
  const open = new Map<number, number>();
  for (const [corner, x] of xs.entries()) {
    const begun = open.get(x);
    if (begun === undefined) open.set(x, corner);
    else {
      other[corner] = begun;
      other[begun] = corner;
      open.delete(x);
    }
  }
  return other;
}

function walk(path: Path2D, { xs, ys }: Corners, vertical: Int32Array, done: Uint8Array, start: number): void {
  path.moveTo(xs[start] ?? 0, ys[start] ?? 0);
  let corner = start;
  do {
    const end = corner ^ 1;
    done[corner] = done[end] = 1;
    path.lineTo(xs[end] ?? 0, ys[end] ?? 0);
    corner = vertical[end] ?? start;
    path.lineTo(xs[corner] ?? 0, ys[corner] ?? 0);
  } while (corner !== start);
  path.closePath();
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
