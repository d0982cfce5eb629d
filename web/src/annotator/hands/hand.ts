/** What every tool is to the pointer: how it takes presses, drags and taps. */
import type { Wording } from "../../engine/errors";
import type { Box, Click, Point, Tool } from "../contract";
import type { View } from "../view";
import type { Begun } from "./begun";

/** A pointer, or the keyboard's crosshair, with what was held. */
export interface Touch {
  /** In the image, pixel centres at whole numbers. */
  place: Point;
  /** In the view, in CSS pixels. */
  point: Point;
  /** Shift or Alt was held, or the right button pressed: the opposite of what the tool does. */
  opposite: boolean;
  /** Ctrl or ⌘ was held: more follows. */
  collects: boolean;
}

/** What tools ask of the annotator; failures are told by the 'error' event. */
export interface Deeds {
  readonly size: { width: number; height: number };
  readonly mode: "add" | "remove";
  readonly brushRadius: number;
  readonly color: string;
  /** The active object's. */
  readonly clicks: readonly Click[];
  click(clicks: Click[]): void;
  moveClick(index: number, pixel: Point): void;
  removeClick(index: number): void;
  stroke(points: Point[], positive: boolean): void;
  fill(points: Point[], positive: boolean): void;
  target(box: Box | null): void;
  /** The pointer rests where it would make this click. */
  point(click: Click | null): void;
  outside(): void;
  /** What undo and redo find begun changed. */
  begun(): void;
  /** Has screen readers say something; `wording` is what translations know it by. */
  say(text: string, wording: Wording): void;
  undo(): void;
  redo(): void;
  save(): void;
}

export interface Hand {
  /** The pointer's look over the canvas. */
  readonly cursor: string;
  /** A press; true when the drag that follows is the tool's, false when it moves the view. */
  press(touch: Touch): boolean;
  drag(touches: Touch[]): void;
  /** The end of a drag that was the tool's. */
  lift(touch: Touch): void;
  /** A press and its end in one place, of no drag of the tool's. */
  tap(touch: Touch): void;
  /** The pointer over the canvas with nothing pressed; null when it left. */
  hover(touch: Touch | null): void;
  /** Ends the gesture under way: another tool, a second finger. An outline's corners wait, and `hover` shows them again. */
  cancel(): void;
  /** What is begun, for undo and redo. */
  readonly begun: Begun;
  /** Finishes what is begun, by key; false where there is nothing to finish. */
  close(): boolean;
  /** Drops what is begun, by key; false without. */
  drop(): boolean;
  /** Ctrl or ⌘ was let go: nothing more follows. */
  collected(): void;
}

export type MakeHand = (view: View, deeds: Deeds) => Hand;
export type Hands = Record<Tool, MakeHand>;

const NOTHING: Begun = {
  canGoBack: false,
  canGoForth: false,
  back: () => false,
  forth: () => false,
  settle: () => {},
};

/** Does nothing; tools say what they do otherwise. */
export const IDLE: Hand = {
  cursor: "crosshair",
  press: () => false,
  drag: () => {},
  lift: () => {},
  tap: () => {},
  hover: () => {},
  cancel: () => {},
  begun: NOTHING,
  close: () => false,
  drop: () => false,
  collected: () => {},
};

export const pixelOf = ({ x, y }: Point): Point => ({ x: Math.round(x), y: Math.round(y) });

export function isInside({ x, y }: Point, { width, height }: { width: number; height: number }): boolean {
  return x >= 0 && y >= 0 && x < width && y < height;
}

export const near = (one: Point, other: Point, reach: number) => Math.hypot(one.x - other.x, one.y - other.y) <= reach;

/** Strokes a path dark and light, so that it shows on any picture. Coordinates are image pixels, corners at whole numbers. */
export function strokeTwice(context: CanvasRenderingContext2D, path: Path2D, scale: number, dash: number[] = []): void {
  context.setLineDash(dash.map((length) => length / scale));
  for (const [style, width] of [
    ["rgba(10, 18, 32, 0.85)", 3],
    ["#fff", 1.25],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width / scale;
    context.stroke(path);
  }
  context.setLineDash([]);
}
