/** Small pictures of the objects: their shapes, in their colours. Made when there is time, kept while the shape stays. */
import type { Box, ObjectId, ObjectInfo, PackedMask } from "../annotator/contract";
import type { Annotator } from "../annotator/index";

const SIDE = 72; // device pixels; shown at half of that

interface Kept {
  canvas: HTMLCanvasElement;
  shape: string;
}

export class Thumbnails {
  /** Grows whenever a picture was added or taken away. */
  version = 0;
  private readonly kept = new Map<ObjectId, Kept>();

  /** The picture of an object; an empty one until it is drawn. */
  of(annotator: Annotator, object: ObjectInfo): HTMLCanvasElement {
    const kept = this.kept.get(object.id) ?? this.add(object.id);
    const shape = JSON.stringify([object.area, object.box, object.color]);
    if (kept.shape !== shape) {
      kept.shape = shape;
      requestIdleCallback(() => void this.draw(annotator, object, kept));
    }
    return kept.canvas;
  }

  /** Forgets all of them. */
  clear(): void {
    this.kept.clear();
    this.version++;
  }

  private add(id: ObjectId): Kept {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIDE;
    const kept = { canvas, shape: "" };
    this.kept.set(id, kept);
    return kept;
  }

  private async draw(annotator: Annotator, { id, box, color }: ObjectInfo, { canvas }: Kept): Promise<void> {
    const context = canvas.getContext("2d");
    if (!context || !canvas.isConnected) return;
    const mask = box && (await annotator.objectMask(id).catch(() => null));
    context.clearRect(0, 0, SIDE, SIDE);
    if (mask && box) drawShape(context, mask, box, color);
  }
}

/** The object's box fills the picture; a pixel of it takes the mask's value at its centre. */
function drawShape(context: CanvasRenderingContext2D, mask: PackedMask, box: Box, color: string): void {
  const stride = Math.ceil(mask.width / 8);
  const side = Math.max(box.x1 - box.x0, box.y1 - box.y0) * 1.1;
  const left = (box.x0 + box.x1 - side) / 2;
  const top = (box.y0 + box.y1 - side) / 2;
  context.fillStyle = color;
  for (let row = 0; row < SIDE; row++) {
    const y = Math.floor(top + ((row + 0.5) * side) / SIDE);
    if (y < box.y0 || y >= box.y1) continue;
    const inside = (column: number) => {
      const x = Math.floor(left + ((column + 0.5) * side) / SIDE);
      return x >= box.x0 && x < box.x1 && (((mask.bits[y * stride + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 1;
    };
    for (let column = 0, start = -1; column <= SIDE; column++) {
      const set = column < SIDE && inside(column);
      if (set && start < 0) start = column;
      if (set || start < 0) continue;
      context.fillRect(start, row, column - start, 1);
      start = -1;
    }
  }
}
