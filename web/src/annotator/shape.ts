/** The pixels of one object: immutable, and no larger than they are. */
import type { Box } from "../engine/protocol";
import type { Cutout, PackedMask } from "./contract";
import { count, cut, nothing, strideOf, trim } from "./cutouts";

export class Shape {
  static readonly EMPTY = new Shape(nothing(), null, 0);
  private readonly stride: number;

  private constructor(
    readonly cutout: Cutout,
    /** The smallest box around the pixels; null without any. */
    readonly box: Box | null,
    /** How many they are. */
    readonly area: number,
  ) {
    this.stride = strideOf(cutout.box);
  }

  static of(cutout: Cutout): Shape {
    const trimmed = trim(cutout);
    return trimmed ? new Shape(trimmed.cutout, trimmed.box, count(trimmed.cutout)) : Shape.EMPTY;
  }

  /** From a whole mask, whose bits are taken over. */
  static ofWhole({ width, height, bits }: PackedMask): Shape {
    return Shape.of({ box: { x0: 0, y0: 0, x1: (width + 7) & ~7, y1: height }, bits });
  }

  /** The whole mask. */
  whole(width: number, height: number): PackedMask {
    const box = { x0: 0, y0: 0, x1: (width + 7) & ~7, y1: height };
    return { width, height, bits: cut(this.cutout, box).bits };
  }

  /** Whether a pixel of the image belongs to the object. */
  has(x: number, y: number): boolean {
    const { box, bits } = this.cutout;
    if (x < box.x0 || y < box.y0 || x >= box.x1 || y >= box.y1) return false;
    return (((bits[(y - box.y0) * this.stride + ((x - box.x0) >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 1;
  }

  /** Where row `y` enters and leaves the object, in turn from the left: pairs of half-open runs. */
  runs(y: number): number[] {
    const { box, bits } = this.cutout;
    const places: number[] = [];
    if (y < box.y0 || y >= box.y1) return places;
    let inside = 0;
    for (let at = (y - box.y0) * this.stride, x = box.x0; x < box.x1; at++, x += 8) {
      const byte = bits[at] ?? 0;
      if (byte === (inside ? 255 : 0)) continue;
      for (let bit = 7; bit >= 0; bit--) {
        if (((byte >> bit) & 1) === inside) continue;
        places.push(x + 7 - bit);
        inside ^= 1;
      }
    }
    if (inside) places.push(box.x1);
    return places;
  }
}
