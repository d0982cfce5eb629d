/** COCO's run-length encoding: runs down the columns, starting with background, as numbers or as COCO's string. */
import { Mask } from "./mask";

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

/** Decodes a mask; null where the runs do not fill the size. */
export function decodeCoco({ size: [height, width], counts }: CocoRle): Mask | null {
  const runs = typeof counts === "string" ? expand(counts) : counts;
  const mask = new Mask(width, height);
  let place = 0;
  for (const [index, run] of runs.entries()) {
    if (run < 0 || place + run > width * height) return null;
    if (index % 2 === 0) place += run;
    else for (const end = place + run; place < end; place++) mask.set(Math.floor(place / height), place % height);
  }
  return place === width * height ? mask : null;
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
