/** The connected parts of a shape; pixels that touch at a corner belong together. */
import { strideOf, widened } from "./cutouts";
import { Shape } from "./shape";
import type { Size } from "./sizes";

/** Every part as a shape of its own, in the order of their first rows. */
export function connectedParts(shape: Shape): Shape[] {
  if (!shape.box) return [];
  const runs = [...listRuns(shape)];
  const leaders = join(runs);
  const groups = new Map<number, Run[]>();
  for (const [at, run] of runs.entries()) {
    const leader = find(leaders, at);
    const group = groups.get(leader);
    if (group) group.push(run);
    else groups.set(leader, [run]);
  }
  return [...groups.values()].map(ofRuns);
}

/** The same pixels elsewhere; those that would leave the image are lost. */
export function moved(shape: Shape, dx: number, dy: number, { width, height }: Size): Shape {
  const runs: Run[] = [];
  for (const { y, from, to } of listRuns(shape)) {
    const run = { y: y + dy, from: Math.max(0, from + dx), to: Math.min(width, to + dx) };
    if (run.y >= 0 && run.y < height && run.from < run.to) runs.push(run);
  }
  return runs.length > 0 ? ofRuns(runs) : Shape.EMPTY;
}

interface Run {
  y: number;
  from: number;
  to: number;
}

function* listRuns(shape: Shape): Generator<Run> {
  const { y0, y1 } = shape.cutout.box;
  for (let y = y0; y < y1; y++) {
    const places = shape.runs(y);
    for (let at = 0; at + 1 < places.length; at += 2) yield { y, from: places[at] ?? 0, to: places[at + 1] ?? 0 };
  }
}

/** For each run the number of another one of its part, or its own. */
function join(runs: readonly Run[]): Int32Array {
  const leaders = Int32Array.from(runs.keys());
  let above = 0;
  for (const [at, run] of runs.entries()) {
    for (let other = runs[above]; other && (other.y < run.y - 1 || (other.y < run.y && other.to < run.from)); )
      other = runs[++above];
    for (let next = above; next < at; next++) {
      const other = runs[next];
      if (!other || other.y >= run.y || other.from > run.to) break;
      leaders[find(leaders, at)] = find(leaders, next);
    }
  }
  return leaders;
}

function find(leaders: Int32Array, run: number): number {
  let at = run;
  for (let leader = leaders[at] ?? at; leader !== at; leader = leaders[at] ?? at) {
    leaders[at] = leaders[leader] ?? leader;
    at = leader;
  }
  return at;
}

function ofRuns(runs: readonly Run[]): Shape {
  const x0 = runs.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
  const x1 = runs.reduce((most, { to }) => Math.max(most, to), 0);
  const box = widened({ x0, y0: runs[0]?.y ?? 0, x1, y1: (runs.at(-1)?.y ?? 0) + 1 });
  const bits = new Uint8Array(strideOf(box) * (box.y1 - box.y0));
  for (const { y, from, to } of runs) {
    const row = (y - box.y0) * strideOf(box);
    for (let x = from - box.x0; x < to - box.x0; x++) {
      bits[row + (x >> 3)] = (bits[row + (x >> 3)] ?? 0) | (128 >> (x & 7));
    }
  }
  return Shape.of({ box, bits });
}
