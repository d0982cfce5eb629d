/** The objects over the picture. Outlines are traced once per shape; still objects are drawn once per view. */

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

type Canvas2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Dark and light, so that an outline shows on any picture. */
const ACTIVE_OUTLINE = [
  { style: "rgba(10, 18, 32, 0.85)", width: 3.5 },
  { style: "#ffffff", width: 1.5 },
];
const OUTLINE = [{ style: "rgba(10, 18, 32, 0.7)", width: 2.5 }];
/** More objects than this are not drawn anew while the view moves. */
const FEW = 40;
const STILL_MS = 120;

export class Scene {
  opacity = 0.45;
  private readonly paths = new WeakMap<Shape, Path2D>();
  private backdrop: Backdrop | null = null;
  private still: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly source: Objects,
    private readonly viewport: Viewport,
    private readonly redraw: () => void,
  ) {}

  /** Draws all visible objects; `instead` is shown in place of the active one's shape where it is given. */
  draw(context: CanvasRenderingContext2D, ratio: number, instead: Shape | null): void {
    const { objects, active } = this.source;
    const visible = objects.filter(({ id, box, visible }) => visible && id !== active && box && this.inSight(box));
    if (visible.length > 0) this.drawStill(context, ratio, visible);
    const current = objects.find(({ id }) => id === active);
    this.place(context, ratio);
    if (current?.visible) this.drawShape(context, instead ?? this.source.shape(active), current.color, ACTIVE_OUTLINE);
  }

  destroy(): void {
    clearTimeout(this.still);
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

  /** The objects that are not worked on: from a picture of them, which is moved and scaled while the view moves. */
  private drawStill(context: CanvasRenderingContext2D, ratio: number, visible: readonly ObjectInfo[]): void {
    const { left, top, scale } = this.viewport;
    const { objects, active } = this.source;
    const now = { objects, active, opacity: this.opacity, ratio, left, top, scale };
    const before = this.backdrop;
    const moved = before && before.objects === objects && before.active === active && before.opacity === this.opacity;
    const same = moved && before.left === left && before.top === top && before.scale === scale;
    clearTimeout(this.still);
    if (!same && (!moved || visible.length <= FEW || before.stale)) this.paint(context, now, visible);
    else if (!same) this.still = setTimeout(() => this.renew(), STILL_MS);
    this.show(context, ratio);
  }

  private renew(): void {
    if (this.backdrop) this.backdrop.stale = true;
    this.redraw();
  }

  private paint(
    context: CanvasRenderingContext2D,
    now: Omit<Backdrop, "canvas" | "stale">,
    visible: readonly ObjectInfo[],
  ): void {
    const { width, height } = context.canvas;
    const canvas = this.backdrop?.canvas ?? new OffscreenCanvas(width, height);
    Object.assign(canvas, { width, height }); // also clears it
    const inside = canvas.getContext("2d");
    if (!inside) return;
    this.place(inside, now.ratio);
    for (const { id, color } of visible) this.drawShape(inside, this.source.shape(id), color, OUTLINE);
    this.backdrop = { ...now, canvas, stale: false };
  }

  private show(context: CanvasRenderingContext2D, ratio: number): void {
    if (!this.backdrop) return;
    const { canvas, left, top, scale } = this.backdrop;
    const factor = this.viewport.scale / scale;
    const x = ratio * (this.viewport.left - left * factor);
    const y = ratio * (this.viewport.top - top * factor);
    context.setTransform(factor, 0, 0, factor, x, y);
    context.drawImage(canvas, 0, 0);
  }

  private place(context: Canvas2D, ratio: number): void {
    const { left, top, scale } = this.viewport;
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * top);
  }

  private drawShape(context: Canvas2D, shape: Shape, color: string, outline: typeof OUTLINE): void {
    const path = this.path(shape);
    context.globalAlpha = this.opacity;
    context.fillStyle = color;
    context.fill(path, "evenodd");
    context.globalAlpha = 1;
    for (const { style, width } of outline) {
      context.strokeStyle = style;
      context.lineWidth = width / this.viewport.scale;
      context.stroke(path);
    }
    if (outline !== OUTLINE) return;
    context.strokeStyle = color;
    context.lineWidth = 1.25 / this.viewport.scale;
    context.stroke(path);
  }
}

/** A picture of the still objects, and what it was made for. */
interface Backdrop {
  canvas: OffscreenCanvas;
  objects: readonly ObjectInfo[];
  active: ObjectId;
  opacity: number;
  ratio: number;
  left: number;
  top: number;
  scale: number;
  /** The view has come to rest elsewhere. */
  stale: boolean;
}
