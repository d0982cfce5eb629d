/** Where `reset` leads: follows undo and redo, so that a mask whose setting was undone no longer counts. */

type Packed = Uint8Array<ArrayBuffer>;

export class Origins {
  /** Masks that steps put in place, oldest first; step 0 is the beginning, null a start from nothing. */
  private masks: { step: number; mask: Packed | null }[];
  private step = 0;

  constructor(beginning: Packed | null) {
    this.masks = [{ step: 0, mask: beginning }];
  }

  /** The mask that was set last, else the one it all began with. */
  get present(): Packed | null {
    return this.masks.findLast(({ step }) => step <= this.step)?.mask ?? null;
  }

  /** A step was taken, so that nothing can be redone any more; `mask` is what it set, if it did. */
  take(mask?: Packed): void {
    this.masks = this.masks.filter(({ step }) => step <= this.step);
    this.step++;
    if (mask) this.masks.push({ step: this.step, mask });
  }

  undo(): void {
    this.step--;
  }

  redo(): void {
    this.step++;
  }
}
