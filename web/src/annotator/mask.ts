/** A whole mask, as it is read from files and handed out. */
import type { Box } from "../engine/protocol";

export class Mask {
  private readonly stride: number;

  /** `bits` is packed as the protocol says: a bit per pixel, each row beginning with a new byte. */
  constructor(
    readonly width: number,
    readonly height: number,
    readonly bits: Uint8Array<ArrayBuffer> = new Uint8Array(Math.ceil(width / 8) * height),
  ) {
    this.stride = Math.ceil(width / 8);
  }

  get whole(): Box {
    return { x0: 0, y0: 0, x1: this.width, y1: this.height };
  }

  /** 1 inside the mask, 0 elsewhere; the pixel must lie in the image. */
  at(x: number, y: number): number {
    return ((this.bits[y * this.stride + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
  }

  /** Puts one pixel into the mask. */
  set(x: number, y: number): void {
    const at = y * this.stride + (x >> 3);
    this.bits[at] = (this.bits[at] ?? 0) | (128 >> (x & 7));
  }

  /** Where row `y` enters and leaves the mask, in turn from the left: pairs of half-open runs. */
  runs(y: number): number[] {
    const places: number[] = [];
    if (y < 0 || y >= this.height) return places;
    for (let x = this.next(y, 0, 1); x < this.width; x = this.next(y, x, 1)) {
      places.push(x);
      x = this.next(y, x, 0);
      places.push(x);
    }
    return places;
  }

  /** A box of the mask as RGBA, `on` where it is set and `off` elsewhere (both 0xAABBGGRR). */
  paint({ x0, y0, x1, y1 }: Box, on: number, off: number): ImageData {
    const width = x1 - x0;
    const image = new ImageData(width, y1 - y0);
    const colours = new Uint32Array(image.data.buffer);
    if (off) colours.fill(off);
    for (let y = y0, start = -x0; y < y1; y++, start += width) {
      const runs = this.runs(y);
      for (let at = 0; at < runs.length; at += 2) {
        const from = Math.max(runs[at] ?? 0, x0);
        const to = Math.min(runs[at + 1] ?? 0, x1);
        if (from < to) colours.fill(on, start + from, start + to);
      }
    }
    return image;
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

  /** The first place in row `y` from `x` on whose pixel is `value`; the width where there is none. */
  private next(y: number, x: number, value: 0 | 1): number {
    const row = y * this.stride;
    const uniform = value ? 0 : 255;
    while (x < this.width) {
      if ((x & 7) === 0 && this.bits[row + (x >> 3)] === uniform) x += 8;
      else if (this.at(x, y) === value) return x;
      else x++;
    }
    return this.width;
  }
}
