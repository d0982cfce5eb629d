/**
 * Label Studio's run-length code of brush regions: the RGBA bytes of the whole picture as one string of bits.
 *
 * 32 bits count the values, 5 bits their size, four times 4 bits the sizes of length fields (each less one). Blocks
 * follow: 1 bit (run or literal), 2 bits (which length field), the length less one, and one value or that many.
 */
const FIELDS = [3, 4, 8, 16];
const LONGEST = 1 << 16;

/** Codes a mask, given by whether each pixel (row by row) is inside: all four channels 255 or 0. */
export function encodeBrush(pixels: number, inside: (pixel: number) => boolean): number[] {
  const bits = new BitWriter();
  bits.put(pixels * 4, 32);
  bits.put(8 - 1, 5);
  for (const field of FIELDS) bits.put(field - 1, 4);
  for (let from = 0; from < pixels; ) {
    let to = from + 1;
    while (to < pixels && inside(to) === inside(from)) to++;
    for (let left = 4 * (to - from); left > 0; left -= LONGEST) putRun(bits, Math.min(left, LONGEST), inside(from));
    from = to;
  }
  return bits.bytes;
}

/** The values that a code holds: RGBA, the mask being alpha. */
export function decodeBrush(code: ArrayLike<number>): Uint8Array {
  const bits = new BitReader(code);
  const values = new Uint8Array(bits.take(32));
  const size = bits.take(5) + 1;
  const fields = FIELDS.map(() => bits.take(4) + 1);
  for (let at = 0; at < values.length; ) {
    const isRun = bits.take(1) === 1;
    const length = bits.take(fields[bits.take(2)] ?? 16) + 1;
    if (isRun) values.fill(bits.take(size), at, at + length);
    else for (let index = 0; index < length; index++) values[at + index] = bits.take(size);
    at += length;
  }
  return values;
}

function putRun(bits: BitWriter, length: number, inside: boolean): void {
  const field = FIELDS.findIndex((size) => length <= 1 << size);
  bits.put(1, 1);
  bits.put(field, 2);
  bits.put(length - 1, FIELDS[field] ?? 16);
  bits.put(inside ? 255 : 0, 8);
}

class BitWriter {
  readonly bytes: number[] = [];
  private used = 8;

  put(value: number, size: number): void {
    for (let bit = size - 1; bit >= 0; bit--) {
      if (this.used === 8) {
        this.bytes.push(0);
        this.used = 0;
      }
      const last = this.bytes.length - 1;
      this.bytes[last] = (this.bytes[last] ?? 0) | (((value >>> bit) & 1) << (7 - this.used++));
    }
  }
}

class BitReader {
  private at = 0;

  constructor(private readonly bytes: ArrayLike<number>) {}

  take(size: number): number {
    let value = 0;
    for (let bit = 0; bit < size; bit++, this.at++) {
      value = value * 2 + (((this.bytes[this.at >> 3] ?? 0) >> (7 - (this.at & 7))) & 1);
    }
    if (this.at >> 3 > this.bytes.length) throw new Error("The region's run-length code ends too early.");
    return value;
  }
}
