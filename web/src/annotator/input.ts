/** What pointer and keyboard mean: clicks, panning, zooming, and the commands behind the keys. */

import type { View } from "./view";
import type { Point } from "./viewport";

/** A pointer that moved farther than this, in CSS pixels, pans and does not click. */
const DRAG = 5;
const WHEEL_ZOOM = 0.0015;
const KEY_ZOOM = 1.25;

/** What the input asks of the annotator. */
export interface Commands {
  /** A click on an image pixel; `removes` when it was the right button or Shift was held. */
  click(pixel: Point, removes: boolean): void;
  undo(): void;
  redo(): void;
  save(): void;
}

/** Listens on a view until `signal` is aborted. */
export function listen(
  view: View,
  size: { width: number; height: number },
  commands: Commands,
  signal: AbortSignal,
): void {
  listenToPointers(view, commands, signal);
  listenToKeys(view, size, commands, signal);
}

function listenToPointers(view: View, commands: Commands, signal: AbortSignal): void {
  const { canvas } = view;
  const down = new Map<number, Point>();
  let dragged = false;

  const press = (event: PointerEvent) => {
    dragged = down.size > 0; // a second finger zooms; lifting it is no click
    down.set(event.pointerId, view.pointIn(event));
    canvas.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const from = down.get(event.pointerId);
    if (!from) return;
    const to = view.pointIn(event);
    if (!dragged && Math.hypot(to.x - from.x, to.y - from.y) < DRAG) return;
    dragged = true;
    canvas.classList.add("panning");
    const still = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (still)
      view.viewport.zoom(
        Math.hypot(to.x - still.x, to.y - still.y) / Math.hypot(from.x - still.x, from.y - still.y),
        still,
      );
    else view.viewport.pan(to.x - from.x, to.y - from.y);
    down.set(event.pointerId, to);
    view.redraw();
  };
  const lift = (event: PointerEvent) => {
    const from = down.get(event.pointerId);
    down.delete(event.pointerId);
    if (down.size === 0) canvas.classList.remove("panning");
    if (!from || dragged || event.type === "pointercancel" || event.button === 1) return;
    commands.click(view.viewport.toImage(from), event.button === 2 || event.shiftKey);
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    view.viewport.zoom(Math.exp(-event.deltaY * lines * WHEEL_ZOOM), view.pointIn(event));
    view.redraw();
  };

  canvas.addEventListener("pointerdown", press, { signal });
  canvas.addEventListener("pointermove", move, { signal });
  canvas.addEventListener("pointerup", lift, { signal });
  canvas.addEventListener("pointercancel", lift, { signal });
  canvas.addEventListener("wheel", wheel, { signal, passive: false });
  canvas.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
}

function listenToKeys(
  view: View,
  size: { width: number; height: number },
  commands: Commands,
  signal: AbortSignal,
): void {
  const { canvas } = view;
  const cursor = new KeyboardCursor(view, size);
  const keydown = (event: KeyboardEvent) => {
    const chord = event.ctrlKey || event.metaKey;
    const done = chord ? runChord(event, commands) : moveView(event, view) || cursor.handle(event, commands);
    if (done) event.preventDefault();
  };
  const leave = () => {
    cursor.hide();
    showMask(view);
  };
  canvas.addEventListener("keydown", keydown, { signal });
  canvas.addEventListener("keyup", (event) => event.key.toLowerCase() === "h" && showMask(view), { signal });
  canvas.addEventListener("blur", leave, { signal });
}

/** Ctrl (or ⌘) with Z, Shift+Z, Y or S; true when it was one of them. */
export function runChord(event: KeyboardEvent, commands: Pick<Commands, "undo" | "redo" | "save">): boolean {
  const key = event.key.toLowerCase();
  if (key === "y" || (key === "z" && event.shiftKey)) commands.redo();
  else if (key === "z") commands.undo();
  else if (key === "s") commands.save();
  else return false;
  return true;
}

/** Zoom by + and −, the whole image by 0, the bare image while H is held. */
function moveView(event: KeyboardEvent, view: View): boolean {
  if (event.key === "+" || event.key === "=") view.viewport.zoom(KEY_ZOOM);
  else if (event.key === "-") view.viewport.zoom(1 / KEY_ZOOM);
  else if (event.key === "0") view.viewport.fit();
  else if (event.key.toLowerCase() === "h") view.hidden = true;
  else return false;
  view.redraw();
  return true;
}

function showMask(view: View): void {
  view.hidden = false;
}

/** A crosshair that the arrow keys move (by 10 screen pixels, with Alt by 1 image pixel) and Enter clicks with. */
class KeyboardCursor {
  private pixel: Point | null = null;

  constructor(
    private readonly view: View,
    private readonly size: { width: number; height: number },
  ) {}

  handle(event: KeyboardEvent, commands: Commands): boolean {
    const direction = DIRECTIONS[event.key];
    if (direction) this.move(direction, event.altKey ? 1 : Math.max(1, Math.round(10 / this.view.viewport.scale)));
    else if (event.key === "Escape") this.hide();
    else if (event.key === "Enter" && this.pixel) commands.click(this.pixel, event.shiftKey);
    else return false;
    return true;
  }

  hide(): void {
    this.pixel = null;
    this.view.markers.showCursor(null);
  }

  private move([dx, dy]: readonly [number, number], step: number): void {
    const { width, height } = this.size;
    const from = this.pixel ?? { x: Math.floor(width / 2), y: Math.floor(height / 2) };
    const clamp = (value: number, last: number) => Math.min(Math.max(value, 0), last);
    this.pixel = { x: clamp(from.x + dx * step, width - 1), y: clamp(from.y + dy * step, height - 1) };
    this.view.viewport.reveal(this.pixel);
    this.view.markers.showCursor(this.pixel);
    this.view.redraw();
  }
}

const DIRECTIONS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
