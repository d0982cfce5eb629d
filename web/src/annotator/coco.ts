/** COCO's run-length encoding: runs down the columns, starting with background, as numbers or as COCO's string. */
import type { Mask } from "./mask";

/** A mask as COCO and pycocotools write it. */
export interface CocoRle {
  /** Height, width. */
  size: [number, number];
  counts: string | number[];
}

/** Encodes a mask; `counts` is the compressed string that pycocotools reads. */
export function encodeCoco(mask: Mask): CocoRle {
  const counts: number[] = [];
  let value = 0;
  let run = 0;
  for (let x = 0; x < mask.width; x++) {
    for (let y = 0; y < mask.height; y++, run++) {
      if (mask.at(x, y) === value) continue;
      counts.push(run);
      value ^= 1;
      run = 0;
    }
  }
  counts.push(run);
  return { size: [mask.height, mask.width], counts: compress(counts) };
}

/** Pixels packed to bits, row after row; null where the runs do not fill the size. */
export function decodeCoco({ size: [height, width], counts }: CocoRle): Uint8Array<ArrayBuffer> | null {
  const runs = typeof counts === "string" ? expand(counts) : counts;
  const bits = new Uint8Array(Math.ceil((width * height) / 8));
  let place = 0;
  for (const [index, run] of runs.entries()) {
    if (run < 0 || place + run > width * height) return null;
    for (const end = place + run; place < end; place++) {
      if (index % 2 === 0) continue;
      const at = (place % height) * width + Math.floor(place / height);
      bits[at >> 3] = (bits[at >> 3] ?? 0) | (128 >> (at & 7));
    }
  }
  return place === width * height ? bits : null;
}

/** Each run less the one two before it, in groups of five bits, lowest first; bit 5 of a character says that more follow. */
function compress(counts: number[]): string {
  let text = "";
  for (const [index, count] of counts.entries()) {
    let rest = index > 2 ? count - (counts[index - 2] ?? 0) : count;
    for (let more = true; more; ) {
      const group = rest & 31;
      rest >>= 5;
      more = group & 16 ? rest !== -1 : rest !== 0;
      text += String.fromCharCode((more ? group | 32 : group) + 48);
    }
  }
  return text;
}

function expand(text: string): number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length; ) {
    let value = 0;
    let shift = 0;
    let group: number;
    do {
      group = text.charCodeAt(at++) - 48;
      value |= (group & 31) << shift;
      shift += 5;
    } while (group & 32);
    if (group & 16) value |= -1 << shift;
    counts.push(counts.length > 2 ? value + (counts[counts.length - 2] ?? 0) : value);
  }
  return counts;
}
