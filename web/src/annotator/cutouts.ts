/** Arithmetic on parts of masks: packed bits in boxes whose left and right edges lie between bytes. */
import type { Box } from "../engine/protocol";
import type { Cutout } from "./contract";

/** Number of ones in each byte. */
export const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

/** What becomes of two bytes, or of four and four at once: each pixel by itself. */
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

/** Both cutouts pixel by pixel, in `box` or in the smallest box around both. */
export function combine(one: Cutout, other: Cutout, rule: Rule, box = union(one.box, other.box)): Cutout {
  const result = cut(one, box);
  const { bits } = cut(other, box);
  const [to, from] = [wordsOf(result.bits), wordsOf(bits)];
  for (let at = 0; at < to.length; at++) to[at] = rule(to[at] ?? 0, from[at] ?? 0);
  for (let at = 4 * to.length; at < bits.length; at++) result.bits[at] = rule(result.bits[at] ?? 0, bits[at] ?? 0);
  return result;
}

/** How many pixels are set. */
export function count({ bits }: Cutout): number {
  const words = wordsOf(bits);
  let sum = 0;
  for (let at = 0; at < words.length; at++) sum += onesIn(words[at] ?? 0);
  for (let at = 4 * words.length; at < bits.length; at++) sum += ONES[bits[at] ?? 0] ?? 0;
  return sum;
}

/** The same pixels in the smallest box; null without any. */
export function trim(from: Cutout): { cutout: Cutout; box: Box } | null {
  const { bits, box: outer } = from;
  const stride = strideOf(outer);
  const start = firstSet(bits);
  if (start === bits.length) return null;
  const top = Math.floor(start / stride);
  const bottom = Math.floor(lastSet(bits) / stride) + 1;
  const columns = findColumns(bits, stride, top, bottom);
  const { x0, y0 } = outer;
  const box = {
    x0: x0 + 8 * columns.first + Math.clz32(columns.firstByte << 24),
    y0: y0 + top,
    x1: x0 + 8 * columns.last + 8 - trailingZeros(columns.lastByte),
    y1: y0 + bottom,
  };
  return { cutout: cut(from, widened(box)), box };
}

/**
 * The first and the last column of bytes with a pixel in it, and which of their pixels are set anywhere. Only what lies
 * outside of the columns found so far is looked at.
 */
function findColumns(bits: Uint8Array, stride: number, top: number, bottom: number) {
  const found = { first: stride, last: -1, firstByte: 0, lastByte: 0 };
  for (let row = top * stride; row < bottom * stride; row += stride) {
    for (let column = 0; column < found.first; column++) if (bits[row + column]) found.first = column;
    for (let column = stride - 1; column > found.last; column--) if (bits[row + column]) found.last = column;
  }
  for (let row = top * stride; row < bottom * stride; row += stride) {
    found.firstByte |= bits[row + found.first] ?? 0;
    found.lastByte |= bits[row + found.last] ?? 0;
  }
  return found;
}

/** Where the first byte with a pixel lies; the length where there is none. */
function firstSet(bits: Uint8Array): number {
  const words = wordsOf(bits);
  let word = 0;
  while (word < words.length && words[word] === 0) word++;
  let at = 4 * word;
  while (at < bits.length && bits[at] === 0) at++;
  return at;
}

/** Where the last byte with a pixel lies; there must be one. */
function lastSet(bits: Uint8Array): number {
  let at = bits.length - 1;
  while (at >= 0 && bits[at] === 0) at--;
  return at;
}

/** Four bytes at a time, as far as they go: masks of large images are megabytes, and each click reads them often. */
function wordsOf({ buffer, byteOffset, length }: Uint8Array): Uint32Array {
  return byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, length >> 2) : new Uint32Array();
}

/** The number of ones in 32 bits, by adding neighbours up. */
function onesIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function trailingZeros(byte: number): number {
  return 31 - Math.clz32(byte & -byte);
}
