/** Where the image lies in the view: one scale and one shift, in CSS pixels. */

import type { Box } from "../engine/protocol";

const LARGEST_SCALE = 32;
/** Part of the view that must stay covered by the image's box, so that it cannot be lost out of sight. */
const KEPT_IN_SIGHT = 40;

export interface Point {
  x: number;
  y: number;
}

/** Maps image pixels to the view and back. Pixel p covers p … p + 1 of the image's width, so its centre is p + ½ there. */
export class Viewport {
  scale = 1;
  /** Place of the image's top left corner. */
  left = 0;
  top = 0;
  private view = { width: 1, height: 1 };
  private fitted = true;

  constructor(private readonly image: { width: number; height: number }) {}

  /** Tells the size of the view; an image that fitted still does afterwards. */
  resize(width: number, height: number): void {
    this.view = { width: Math.max(1, width), height: Math.max(1, height) };
    if (this.fitted) this.fit();
    else this.hold();
  }

  /** Shows the whole image, centred. */
  fit(): void {
    this.fitted = true;
    this.scale = this.fitScale();
    this.left = (this.view.width - this.image.width * this.scale) / 2;
    this.top = (this.view.height - this.image.height * this.scale) / 2;
  }

  /** Zooms by `factor` and keeps the image point under `at` where it is. */
  zoom(factor: number, at: Point = { x: this.view.width / 2, y: this.view.height / 2 }): void {
    const smallest = Math.min(this.fitScale(), 1) / 2;
    const scale = Math.min(LARGEST_SCALE, Math.max(smallest, this.scale * factor));
    this.left = at.x - ((at.x - this.left) * scale) / this.scale;
    this.top = at.y - ((at.y - this.top) * scale) / this.scale;
    this.scale = scale;
    this.fitted = false;
    this.hold();
  }

  pan(dx: number, dy: number): void {
    this.left += dx;
    this.top += dy;
    this.fitted = false;
    this.hold();
  }

  /** Pans as little as is needed to bring an image pixel into sight. */
  reveal(pixel: Point): void {
    const { x, y } = this.toView(pixel);
    const margin = KEPT_IN_SIGHT;
    const dx = Math.max(0, margin - x) - Math.max(0, x - (this.view.width - margin));
    const dy = Math.max(0, margin - y) - Math.max(0, y - (this.view.height - margin));
    if (dx || dy) this.pan(dx, dy);
  }

  /** The part of the image in sight, in whole image pixels; without pixels when the image is out of sight. */
  get visible(): Box {
    const { width, height } = this.image;
    const end = { x: (this.view.width - this.left) / this.scale, y: (this.view.height - this.top) / this.scale };
    return {
      x0: Math.max(0, Math.floor(-this.left / this.scale)),
      y0: Math.max(0, Math.floor(-this.top / this.scale)),
      x1: Math.min(width, Math.ceil(end.x)),
      y1: Math.min(height, Math.ceil(end.y)),
    };
  }

  /** The place in the image under a point of the view; pixel centres at whole numbers. */
  toPlace(point: Point): Point {
    return { x: (point.x - this.left) / this.scale - 0.5, y: (point.y - this.top) / this.scale - 0.5 };
  }

  /** The image pixel under a point of the view; outside the image where the point is. */
  toImage(point: Point): Point {
    return { x: Math.floor((point.x - this.left) / this.scale), y: Math.floor((point.y - this.top) / this.scale) };
  }

  /** The place of an image pixel's centre in the view. */
  toView(pixel: Point): Point {
    return { x: this.left + (pixel.x + 0.5) * this.scale, y: this.top + (pixel.y + 0.5) * this.scale };
  }

  private fitScale(): number {
    return Math.min(this.view.width / this.image.width, this.view.height / this.image.height);
  }

  private hold(): void {
    const { width, height } = this.image;
    const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
    this.left = clamp(this.left, KEPT_IN_SIGHT - width * this.scale, this.view.width - KEPT_IN_SIGHT);
    this.top = clamp(this.top, KEPT_IN_SIGHT - height * this.scale, this.view.height - KEPT_IN_SIGHT);
  }
}
