/** The keyboard's pointer: a crosshair on the image. */
import type { Point } from "./contract";
import type { Size } from "./sizes";
import type { View } from "./view";

export class Crosshair {
  /** Where it is; null while it is not shown. */
  pixel: Point | null = null;

  constructor(
    private readonly view: View,
    private readonly size: Size,
  ) {}

  /** Moves it; the first time from the middle. */
  move(by: readonly [number, number], step: number): void {
    this.pixel = this.beside(this.pixel ?? this.middle, by, step);
    this.show();
  }

  /** Puts it away; false where it was not shown. */
  hide(): boolean {
    const { pixel } = this;
    this.pixel = null;
    this.view.markers.showCursor(null);
    return pixel !== null;
  }

  /** The pixel so many steps from another one, within the image. */
  beside({ x, y }: Point, [dx, dy]: readonly [number, number], step: number): Point {
    const clamp = (value: number, last: number) => Math.min(Math.max(value, 0), last);
    return { x: clamp(x + dx * step, this.size.width - 1), y: clamp(y + dy * step, this.size.height - 1) };
  }

  private show(): void {
    const { pixel } = this;
    if (pixel) this.view.move((viewport) => viewport.reveal(pixel));
    this.view.markers.showCursor(pixel);
  }

  private get middle(): Point {
    return { x: Math.floor(this.size.width / 2), y: Math.floor(this.size.height / 2) };
  }
}
