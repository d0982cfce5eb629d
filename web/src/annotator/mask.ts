/** The page's copy of the mask: what is shown, and what is saved even when the worker has died. */
import type { Box, Patch } from "../engine/protocol";

export class Mask {
  /** One byte per pixel, 0 or 1, row after row. */
  private readonly pixels: Uint8Array<ArrayBuffer>;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.pixels = new Uint8Array(width * height);
  }

  /** 1 inside the mask; 0 elsewhere, also outside the image. */
  at(x: number, y: number): number {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return 0;
    return this.pixels[y * this.width + x] ?? 0;
  }

  get empty(): boolean {
    return !this.pixels.includes(1);
  }

  /** Writes a patch; returns how many pixels it added and removed. */
  apply({ box, bits }: Patch): { added: number; removed: number } {
    let added = 0;
    let removed = 0;
    let bit = 0;
    for (let y = box.y0; y < box.y1; y++) {
      for (let at = y * this.width + box.x0, end = at + box.x1 - box.x0; at < end; at++, bit++) {
        const value = ((bits[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
        if (value === this.pixels[at]) continue;
        if (value) added++;
        else removed++;
        this.pixels[at] = value;
      }
    }
    return { added, removed };
  }

  /** All pixels packed to bits, the form in which masks cross to the worker. */
  pack(): Uint8Array<ArrayBuffer> {
    const bits = new Uint8Array(Math.ceil(this.pixels.length / 8));
    for (let at = this.pixels.indexOf(1); at >= 0; at = this.pixels.indexOf(1, at + 1)) {
      bits[at >> 3] = (bits[at >> 3] ?? 0) | (128 >> (at & 7));
    }
    return bits;
  }

  /** A box of the mask as RGBA, `on` where it is set and `off` elsewhere (both 0xAABBGGRR). */
  paint({ x0, y0, x1, y1 }: Box, on: number, off: number): ImageData {
    const image = new ImageData(x1 - x0, y1 - y0);
    const colours = new Uint32Array(image.data.buffer);
    for (let y = y0, to = 0; y < y1; y++) {
      for (let at = y * this.width + x0, end = at + x1 - x0; at < end; at++, to++) {
        colours[to] = this.pixels[at] ? on : off;
      }
    }
    return image;
  }

  get whole(): Box {
    return { x0: 0, y0: 0, x1: this.width, y1: this.height };
  }

  /** White on black, opaque. */
  toImageData(): ImageData {
    return this.paint(this.whole, 0xffffffff, 0xff000000);
  }

  /** The same picture as a PNG file. */
  async toPng(): Promise<Blob> {
    const canvas = new OffscreenCanvas(this.width, this.height);
    canvas.getContext("2d")?.putImageData(this.toImageData(), 0, 0);
    return canvas.convertToBlob({ type: "image/png" });
  }
}
