/** Arithmetic on parts of masks: packed bits in boxes whose left and right edges lie between bytes. */
import type { Box } from "../engine/protocol";
import type { Cutout } from "./contract";

/** Number of ones in each byte. */
export const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

/** What becomes of two bytes. */
export type Rule = (one: number, other: number) => number;
export const XOR: Rule = (one, other) => one ^ other;
export const OR: Rule = (one, other) => one | other;
export const AND: Rule = (one, other) => one & other;
export const WITHOUT: Rule = (one, other) => one & ~other;

export const strideOf = (box: Box) => (box.x1 - box.x0) >> 3;

/** A box of the same pixels or a few more, beginning and ending with whole bytes. */
export function widened({ x0, y0, x1, y1 }: Box): Box {
  return { x0: x0 & ~7, y0, x1: (x1 + 7) & ~7, y1 };
}

/** Whether a box has no pixels. */
export const isEmpty = ({ x0, y0, x1, y1 }: Box) => x1 <= x0 || y1 <= y0;

export function intersection(one: Box, other: Box): Box {
  return {
    x0: Math.max(one.x0, other.x0),
    y0: Math.max(one.y0, other.y0),
    x1: Math.min(one.x1, other.x1),
    y1: Math.min(one.y1, other.y1),
  };
}

/** The smallest box around both; one without pixels counts as nothing. */
export function union(one: Box, other: Box): Box {
  if (isEmpty(one)) return other;
  if (isEmpty(other)) return one;
  return {
    x0: Math.min(one.x0, other.x0),
    y0: Math.min(one.y0, other.y0),
    x1: Math.max(one.x1, other.x1),
    y1: Math.max(one.y1, other.y1),
  };
}

/** A cutout without pixels. */
export const nothing = (): Cutout => ({ box: { x0: 0, y0: 0, x1: 0, y1: 0 }, bits: new Uint8Array() });

/** The part of a cutout in `box`, and zeros where it does not reach. */
export function cut(from: Cutout, box: Box): Cutout {
  const stride = strideOf(box);
  const bits = new Uint8Array(stride * Math.max(0, box.y1 - box.y0));
  const common = intersection(from.box, box);
  if (isEmpty(common)) return { box, bits };
  const width = strideOf(common);
  const source = strideOf(from.box);
  for (let y = common.y0; y < common.y1; y++) {
    const at = (y - from.box.y0) * source + ((common.x0 - from.box.x0) >> 3);
    bits.set(from.bits.subarray(at, at + width), (y - box.y0) * stride + ((common.x0 - box.x0) >> 3));
  }
  return { box, bits };
}

/** Both cutouts byte by byte, in `box` or in the smallest box around both. */
export function combine(one: Cutout, other: Cutout, rule: Rule, box = union(one.box, other.box)): Cutout {
  const result = cut(one, box);
  const { bits } = cut(other, box);
  for (let at = 0; at < bits.length; at++) result.bits[at] = rule(result.bits[at] ?? 0, bits[at] ?? 0);
  return result;
}

/** How many pixels are set. */
export function count({ bits }: Cutout): number {
  let sum = 0;
  for (const byte of bits) sum += ONES[byte] ?? 0;
  return sum;
}

/** The same pixels in the smallest box; null without any. */
export function trim(from: Cutout): { cutout: Cutout; box: Box } | null {
  const stride = strideOf(from.box);
  const columns = new Uint8Array(stride); // which pixels of each byte's columns are set anywhere
  let top = -1;
  let bottom = 0;
  for (let y = 0, at = 0; y < from.box.y1 - from.box.y0; y++) {
    let any = 0;
    for (let column = 0; column < stride; column++, at++) {
      const byte = from.bits[at] ?? 0;
      columns[column] = (columns[column] ?? 0) | byte;
      any |= byte;
    }
    if (!any) continue;
    if (top < 0) top = y;
    bottom = y + 1;
  }
  if (top < 0) return null;
  const first = columns.findIndex((byte) => byte !== 0);
  const last = columns.findLastIndex((byte) => byte !== 0);
  const { x0, y0 } = from.box;
  const box = {
    x0: x0 + 8 * first + Math.clz32((columns[first] ?? 0) << 24),
    y0: y0 + top,
    x1: x0 + 8 * last + 8 - trailingZeros(columns[last] ?? 0),
    y1: y0 + bottom,
  };
  return { cutout: cut(from, widened(box)), box };
}

function trailingZeros(byte: number): number {
  return 31 - Math.clz32(byte & -byte);
}
