/** Keys over the canvas: the tool's own, a crosshair to tap with, moves of the view, undo and redo. */
import type { Point } from "./contract";
import type { Deeds, Hand } from "./hands/hand";
import type { Pointers } from "./pointers";
import type { View } from "./view";

const KEY_ZOOM = 1.25;

export class Keyboard {
  private pixel: Point | null = null;

  constructor(
    private readonly view: View,
    private readonly hand: () => Hand,
    private readonly deeds: Deeds,
    private readonly pointers: Pointers,
    signal: AbortSignal,
  ) {
    const { canvas } = view;
    canvas.addEventListener("keydown", (event) => this.down(event) && event.preventDefault(), { signal });
    canvas.addEventListener("keyup", (event) => this.up(event), { signal });
    canvas.addEventListener("blur", () => this.leave(), { signal });
  }

  private down(event: KeyboardEvent): boolean {
    if (this.hand().key(event)) return true;
    const chord = event.ctrlKey || event.metaKey;
    return chord ? runChord(event, this.deeds) : this.moveView(event) || this.crosshair(event);
  }

  private up(event: KeyboardEvent): void {
    this.hand().key(event);
    if (event.key === " ") this.pointers.space = false;
    if (event.key.toLowerCase() === "h") this.view.hidden = false;
  }

  private leave(): void {
    this.hide();
    this.pointers.space = false;
    this.view.hidden = false;
  }

  /** Zoom by + and −, the whole image by 0, moving by Space and a drag, the bare image while H is held. */
  private moveView(event: KeyboardEvent): boolean {
    const { view } = this;
    if (event.key === "+" || event.key === "=") view.move((viewport) => viewport.zoom(KEY_ZOOM));
    else if (event.key === "-") view.move((viewport) => viewport.zoom(1 / KEY_ZOOM));
    else if (event.key === "0") view.move((viewport) => viewport.fit());
    else if (event.key === " ") this.pointers.space = true;
    else if (event.key.toLowerCase() === "h") view.hidden = true;
    else return false;
    return true;
  }

  /** A crosshair that the arrow keys move (by 10 screen pixels, with Alt by 1 image pixel) and Enter taps with. */
  private crosshair(event: KeyboardEvent): boolean {
    const direction = DIRECTIONS[event.key];
    if (direction) this.move(direction, event.altKey ? 1 : Math.max(1, Math.round(10 / this.view.viewport.scale)));
    else if (event.key === "Escape" && this.pixel) this.hide();
    else if (event.key === "Enter" && this.pixel) this.tap(this.pixel, event.shiftKey);
    else return false;
    return true;
  }

  private tap(place: Point, opposite: boolean): void {
    this.hand().tap({ place, point: this.view.viewport.toView(place), opposite, collects: false });
  }

  private hide(): void {
    this.pixel = null;
    this.view.markers.showCursor(null);
  }

  private move([dx, dy]: readonly [number, number], step: number): void {
    const { width, height } = this.deeds.size;
    const from = this.pixel ?? { x: Math.floor(width / 2), y: Math.floor(height / 2) };
    const clamp = (value: number, last: number) => Math.min(Math.max(value, 0), last);
    const pixel = { x: clamp(from.x + dx * step, width - 1), y: clamp(from.y + dy * step, height - 1) };
    this.pixel = pixel;
    this.view.move((viewport) => viewport.reveal(pixel));
    this.view.markers.showCursor(pixel);
  }
}

/** Ctrl (or ⌘) with Z, Shift+Z, Y or S; true when it was one of them. */
function runChord(event: KeyboardEvent, deeds: Pick<Deeds, "undo" | "redo" | "save">): boolean {
  const key = event.key.toLowerCase();
  if (key === "y" || (key === "z" && event.shiftKey)) deeds.redo();
  else if (key === "z") deeds.undo();
  else if (key === "s") deeds.save();
  else return false;
  return true;
}

const DIRECTIONS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
