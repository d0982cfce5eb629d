/** Actions that can be taken back, oldest first, in bounded memory. */
import type { ObjectId } from "./contract";
import type { Facts } from "./document";
import type { Shape } from "./shape";

/** One action: the facts on both sides of it, and the pixels that it flipped. Flipping them again takes it back. */
export interface Entry {
  readonly before: Facts;
  readonly after: Facts;
  readonly flips: readonly { id: ObjectId; flips: Shape }[];
  readonly bytes: number;
}

const MOST_BYTES = 64 << 20;
/** An entry without pixels still holds lists. */
const LEAST_BYTES = 1024;

export class History {
  private entries: Entry[] = [];
  /** How many of them are done; the rest can be redone. */
  private done = 0;

  get canUndo(): boolean {
    return this.done > 0;
  }

  get canRedo(): boolean {
    return this.done < this.entries.length;
  }

  get oldest(): Entry | undefined {
    return this.entries[0];
  }

  /** Adds an action that was just taken; what could be redone is forgotten. The newest is kept whatever its size. */
  add(entry: Entry): void {
    this.entries.splice(this.done, Number.POSITIVE_INFINITY, entry);
    let bytes = 0;
    const first = this.entries.findLastIndex((one) => {
      bytes += one.bytes;
      return bytes > MOST_BYTES;
    });
    this.entries.splice(0, Math.min(first + 1, this.entries.length - 1));
    this.done = this.entries.length;
  }

  /** The action to take back now; null without one. */
  back(): Entry | null {
    return this.done > 0 ? (this.entries[--this.done] ?? null) : null;
  }

  /** The action to take again now; null without one. */
  forth(): Entry | null {
    return this.canRedo ? (this.entries[this.done++] ?? null) : null;
  }

  /** The newest actions that are done, of no more than `bytes`. */
  newest(bytes: number): readonly Entry[] {
    const done = this.entries.slice(0, this.done);
    let left = bytes;
    const last = done.findLastIndex((entry) => {
      left -= entry.bytes;
      return left < 0;
    });
    return done.slice(last + 1);
  }

  /** Puts other actions, all of them done, in place of what is there. */
  replace(entries: readonly Entry[]): void {
    this.entries = [...entries];
    this.done = entries.length;
  }
}

/** Bytes that an entry keeps: its pixels twice, because the objects' acts hold as many, and its lists. */
export function sizeOf({ after, flips }: Omit<Entry, "bytes">): number {
  const pixels = flips.reduce((sum, { flips: { cutout } }) => sum + cutout.bits.length, 0);
  return LEAST_BYTES + 8 * after.things.length + 2 * pixels;
}
