/** The objects over the picture. Outlines are traced once per shape; still objects are drawn once per view. */

import { Backdrop } from "./backdrop";
import { contours } from "./contours";
import type { Box, ObjectId, ObjectInfo } from "./contract";
import type { Shape } from "./shape";
import type { Viewport } from "./viewport";

/** What there is to draw. */
export interface Objects {
  /** The same array while nothing about them changed. */
  readonly objects: readonly ObjectInfo[];
  readonly active: ObjectId;
  shape(id: ObjectId): Shape;
}

/** How the active object began, and what came to it and went from it since. */
export interface Comparison {
  start: Shape;
  added: Shape;
  removed: Shape;
}

type Canvas2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Dark and light, so that an outline shows on any picture. */
const ACTIVE_OUTLINE = [
  { style: "rgba(10, 18, 32, 0.85)", width: 3.5 },
  { style: "#ffffff", width: 1.5 },
];
/** What came and what went, where the object is compared with its beginning. */
const ADDED = "#00c853";
const REMOVED = "#ff1744";
const OUTLINE = [{ style: "rgba(10, 18, 32, 0.7)", width: 2.5 }];

export class Scene {
  opacity = 0.45;
  private readonly paths = new WeakMap<Shape, Path2D>();
  private readonly backdrop: Backdrop;

  constructor(
    private readonly source: Objects,
    private readonly viewport: Viewport,
    redraw: () => void,
  ) {
    const drawObject = (context: Canvas2D, { id, color }: ObjectInfo, scale: number) =>
      this.drawShape(context, this.source.shape(id), color, OUTLINE, scale);
    this.backdrop = new Backdrop(viewport, ({ box }) => box !== null && this.inSight(box), drawObject, redraw);
  }

  /** Draws all visible objects; `instead` is shown in place of the active one's shape where it is given. */
  draw(context: CanvasRenderingContext2D, ratio: number, instead: Comparison | null): void {
    const { objects, active } = this.source;
    const still = objects.filter(({ id, area, visible }) => visible && id !== active && area > 0);
    const { left, top, scale } = this.viewport;
    if (still.length > 0)
      this.backdrop.draw(context, { objects: still, opacity: this.opacity, ratio, left, top, scale });
    const current = objects.find(({ id }) => id === active);
    this.place(context, ratio);
    if (!current?.visible) return;
    this.drawShape(context, instead?.start ?? this.source.shape(active), current.color, ACTIVE_OUTLINE, scale);
    if (instead) this.drawDifference(context, instead);
  }

  destroy(): void {
    this.backdrop.destroy();
  }

  path(shape: Shape): Path2D {
    const path = this.paths.get(shape) ?? contours(shape);
    this.paths.set(shape, path);
    return path;
  }

  private inSight({ x0, y0, x1, y1 }: Box): boolean {
    const { visible } = this.viewport;
    return x0 < visible.x1 && visible.x0 < x1 && y0 < visible.y1 && visible.y0 < y1;
  }

  private place(context: Canvas2D, ratio: number): void {
    const { left, top, scale } = this.viewport;
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * top);
  }

  private drawDifference(context: Canvas2D, { added, removed }: Comparison): void {
    context.globalAlpha = Math.max(this.opacity, 0.5);
    context.fillStyle = ADDED;
    context.fill(this.path(added), "evenodd");
    context.fillStyle = REMOVED;
    context.fill(this.path(removed), "evenodd");
    context.globalAlpha = 1;
  }

  private drawShape(context: Canvas2D, shape: Shape, color: string, outline: typeof OUTLINE, scale: number): void {
    const path = this.path(shape);
    context.globalAlpha = this.opacity;
    context.fillStyle = color;
    context.fill(path, "evenodd");
    context.globalAlpha = 1;
    for (const { style, width } of outline) {
      context.strokeStyle = style;
      context.lineWidth = width / scale;
      context.stroke(path);
    }
    if (outline !== OUTLINE) return;
    context.strokeStyle = color;
    context.lineWidth = 1.25 / scale;
    context.stroke(path);
  }
}
