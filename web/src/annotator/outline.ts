/** The mask's outline as paths along pixel edges, kept per tile so that a click redraws only what it touched. */
import type { Box } from "../engine/protocol";
import type { Mask } from "./mask";

const TILE = 256;

export class Outline {
  private readonly tiles = new Map<number, Path2D>();
  private readonly columns: number;

  constructor(private readonly mask: Mask) {
    this.columns = Math.floor(mask.width / TILE) + 1;
  }

  /** Traces anew the tiles that the changed `box` and its lower and right edges lie in. */
  update(box: Box): void {
    for (let row = Math.floor(box.y0 / TILE); row <= Math.floor(box.y1 / TILE); row++) {
      for (let column = Math.floor(box.x0 / TILE); column <= Math.floor(box.x1 / TILE); column++) {
        this.tiles.set(row * this.columns + column, trace(this.mask, column * TILE, row * TILE));
      }
    }
  }

  /** Strokes the whole outline in image coordinates with the context's current style. */
  stroke(context: CanvasRenderingContext2D): void {
    for (const path of this.tiles.values()) context.stroke(path);
  }
}

/** Upper and left edges of a tile's pixels where the mask changes; the image's last edges belong to the last tiles. */
function trace(mask: Mask, left: number, top: number): Path2D {
  const path = new Path2D();
  const right = Math.min(left + TILE, mask.width + 1);
  const bottom = Math.min(top + TILE, mask.height + 1);
  for (let y = top; y < bottom; y++) {
    runs(
      left,
      right,
      (x) => mask.at(x, y) !== mask.at(x, y - 1),
      (from, to) => line(path, from, y, to, y),
    );
  }
  for (let x = left; x < right; x++) {
    runs(
      top,
      bottom,
      (y) => mask.at(x, y) !== mask.at(x - 1, y),
      (from, to) => line(path, x, from, x, to),
    );
  }
  return path;
}

/** Calls `found` with each longest run of places at which `edge` holds. */
function runs(
  start: number,
  end: number,
  edge: (at: number) => boolean,
  found: (from: number, to: number) => void,
): void {
  let from = -1;
  for (let at = start; at < end; at++) {
    if (edge(at)) {
      if (from < 0) from = at;
    } else if (from >= 0) {
      found(from, at);
      from = -1;
    }
  }
  if (from >= 0) found(from, end);
}

function line(path: Path2D, x0: number, y0: number, x1: number, y1: number): void {
  path.moveTo(x0, y0);
  path.lineTo(x1, y1);
}
