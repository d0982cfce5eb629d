/** One polygon for a mask: the outer ring of its largest part, along pixel edges, then simplified. */
/** In pixels; pixel p covers p … p + 1. */
export type Corner = [number, number];

/** In pixels: how far a corner may lie from the line that replaces it. */
const TOLERANCE = 0.75;
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;
/** By direction: the pixels ahead of a grid corner to the right and to the left, relative to it. */
const AHEAD = [
  [
    [0, 0],
    [0, -1],
  ],
  [
    [-1, 0],
    [0, 0],
  ],
  [
    [-1, -1],
    [-1, 0],
  ],
  [
    [0, -1],
    [-1, -1],
  ],
] as const;

/** The ring; null for an empty mask. */
export function outerRing(width: number, height: number, inside: (pixel: number) => boolean): Corner[] | null {
  const at = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && inside(y * width + x);
  const seen = new Set<number>();
  const rings: Corner[][] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (at(x, y) && !at(x, y - 1) && !seen.has(y * width + x)) rings.push(trace(at, x, y, width, seen));
    }
  }
  const areas = rings.map(area);
  const largest = areas.indexOf(Math.max(...areas));
  const ring = rings[largest];
  return ring ? simplify(ring) : null;
}

/** Walks along the mask's edge, which lies to the right, from the upper left corner of (x, y); notes upper edges seen. */
function trace(
  at: (x: number, y: number) => boolean,
  x0: number,
  y0: number,
  width: number,
  seen: Set<number>,
): Corner[] {
  const corners: Corner[] = [];
  let [x, y, way] = [x0, y0, 0];
  do {
    if (way === 0) seen.add(y * width + x);
    const [dx, dy] = STEPS[way] ?? [0, 0];
    [x, y] = [x + dx, y + dy];
    const next = turn(at, x, y, way);
    if (next !== way) corners.push([x, y]);
    way = next;
  } while (x !== x0 || y !== y0 || way !== 0);
  return corners;
}

/** The way on from a grid corner: right where the mask ends ahead, else left where it is on both sides. */
function turn(at: (x: number, y: number) => boolean, x: number, y: number, way: number): number {
  const [right, left] = AHEAD[way] ?? AHEAD[0];
  if (!at(x + right[0], y + right[1])) return (way + 1) % 4;
  return at(x + left[0], y + left[1]) ? (way + 3) % 4 : way;
}

/** Twice the area, positive for outer rings. */
function area(ring: Corner[]): number {
  return ring.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
}

/** Douglas and Peucker's way, for both halves between the first corner and the one farthest from it. */
function simplify(ring: Corner[]): Corner[] {
  const first = ring[0];
  if (!first || ring.length < 4) return ring;
  const distances = ring.map(([x, y]) => Math.hypot(x - first[0], y - first[1]));
  const far = distances.indexOf(Math.max(...distances));
  return [...thin(ring.slice(0, far + 1)), ...thin([...ring.slice(far), first])];
}

/** The corners that matter of an open line, without its last one. */
function thin(line: Corner[]): Corner[] {
  const [first, last] = [line[0], line.at(-1)];
  if (!first || !last || line.length < 3) return first ? [first] : [];
  const distances = line.map((corner) => offLine(corner, first, last));
  const largest = Math.max(...distances);
  if (largest <= TOLERANCE) return [first];
  const at = distances.indexOf(largest);
  return [...thin(line.slice(0, at + 1)), ...thin(line.slice(at))];
}

function offLine([x, y]: Corner, [x0, y0]: Corner, [x1, y1]: Corner): number {
  const length = Math.hypot(x1 - x0, y1 - y0);
  return length ? Math.abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / length : Math.hypot(x - x0, y - y0);
}
