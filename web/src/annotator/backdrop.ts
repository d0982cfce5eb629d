/**
 * A picture of the objects that are not worked on, moved and scaled while the view moves.
 *
 * Few are drawn at once. Many are drawn a few milliseconds at a time, so that the page never stops; until that is done
 * the picture before it stays.
 */
import type { ObjectInfo } from "./contract";
import type { Size } from "./sizes";
import type { Viewport } from "./viewport";

/** More objects than this are drawn in slices. */
const FEW = 40;
/** How long the view must rest before many are drawn anew. */
const STILL_MS = 120;
const SLICE_MS = 6;

/** What a picture was made for. */
export interface Scenery {
  objects: readonly ObjectInfo[];
  opacity: number;
  ratio: number;
  left: number;
  top: number;
  scale: number;
}

interface Layer {
  canvas: OffscreenCanvas;
  context: OffscreenCanvasRenderingContext2D;
  of: Scenery;
  /** Whether it is drawn in slices. */
  many: boolean;
}

/** Draws one object, with outlines as wide as they must be at that scale. */
export type DrawObject = (context: OffscreenCanvasRenderingContext2D, object: ObjectInfo, scale: number) => void;

export class Backdrop {
  private shown: Layer | null = null;
  private making: Layer | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly viewport: Viewport,
    private readonly inSight: (object: ObjectInfo) => boolean,
    private readonly drawObject: DrawObject,
    private readonly redraw: () => void,
  ) {}

  /** Draws the scenery on a canvas, as far as it is there. */
  draw(target: CanvasRenderingContext2D, wanted: Scenery): void {
    if (!isSame(this.making?.of ?? this.shown?.of, wanted)) this.begin(target.canvas, wanted);
    if (this.shown) this.show(target, this.shown);
  }

  destroy(): void {
    clearTimeout(this.timer);
  }

  private begin({ width, height }: HTMLCanvasElement, of: Scenery): void {
    clearTimeout(this.timer);
    const near = of.objects.filter(this.inSight);
    if (near.length > FEW) this.beginMany(of, near, { width, height });
    else {
      const layer = makeLayer(this.shown?.many ? null : this.shown, of, { width, height }, false);
      for (const object of near) this.drawObject(layer.context, object, of.scale);
      this.finish(layer);
    }
  }

  private beginMany(of: Scenery, near: readonly ObjectInfo[], size: Size): void {
    const moved = this.shown !== null && sameObjects(this.shown.of, of);
    const layer = makeLayer(null, of, size, true);
    this.making = layer;
    this.timer = setTimeout(() => this.slice(layer, near), moved ? STILL_MS : 0);
  }

  private slice(layer: Layer, left: readonly ObjectInfo[]): void {
    const end = performance.now() + SLICE_MS;
    let at = 0;
    while (at < left.length && performance.now() < end) at = this.some(layer, left, at);
    if (at === left.length) {
      this.finish(layer);
      this.redraw();
    } else this.timer = setTimeout(() => this.slice(layer, left.slice(at)), 0);
  }

  /** Draws a few, and has the browser really do it; returns the place of the next one. */
  private some(layer: Layer, left: readonly ObjectInfo[], from: number): number {
    const to = Math.min(left.length, from + 8);
    for (const object of left.slice(from, to)) this.drawObject(layer.context, object, layer.of.scale);
    layer.context.getImageData(0, 0, 1, 1);
    return to;
  }

  private finish(layer: Layer): void {
    this.shown = layer;
    this.making = null;
  }

  private show(target: CanvasRenderingContext2D, { canvas, of: { ratio, left, top, scale } }: Layer): void {
    const factor = this.viewport.scale / scale;
    const x = ratio * (this.viewport.left - left * factor);
    const y = ratio * (this.viewport.top - top * factor);
    target.setTransform(factor, 0, 0, factor, x, y);
    target.drawImage(canvas, 0, 0);
  }
}

/** A blank layer, on the canvas of an earlier one where that is given. */
function makeLayer(earlier: Layer | null, of: Scenery, { width, height }: Size, many: boolean): Layer {
  const canvas = earlier?.canvas ?? new OffscreenCanvas(width, height);
  if (earlier) Object.assign(canvas, { width, height }); // also clears it
  const context = earlier?.context ?? canvas.getContext("2d", { willReadFrequently: many });
  if (!context) throw new Error(`no canvas of ${width} × ${height} pixels could be made`);
  const { ratio, scale, left, top } = of;
  context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * top);
  return { canvas, context, of, many };
}

function isSame(one: Scenery | undefined, other: Scenery): boolean {
  if (!one || !sameObjects(one, other)) return false;
  return one.ratio === other.ratio && one.left === other.left && one.top === other.top && one.scale === other.scale;
}

function sameObjects(one: Scenery, other: Scenery): boolean {
  if (one.opacity !== other.opacity || one.objects.length !== other.objects.length) return false;
  return one.objects.every((object, at) => object === other.objects[at]);
}
