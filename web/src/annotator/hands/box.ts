/** Box: a drag, or two taps at opposite corners, chooses the part of the image that the next clicks look at. */
import type { Box, Point } from "../contract";
import type { View } from "../view";
import { Points } from "./begun";
import { type Deeds, type Hand, IDLE, near, strokeTwice } from "./hand";

const DRAG = 4;

export function boxHand(view: View, deeds: Deeds): Hand {
  const start = new Points<{ place: Point; point: Point }>((turned) => {
    sketch(null);
    if (turned) deeds.begun();
  }, true);

  const sketch = (to: Point | null) => {
    const from = start.done[0]?.place;
    view.sketch("tool", from && to ? (context, scale) => drawBox(context, scale, boxOf(from, to)) : null);
  };
  const end = (to: Point) => {
    const [from] = start.clear();
    if (from) deeds.target(boxOf(from.place, to));
  };

  return {
    ...IDLE,
    begun: start,
    press(touch) {
      if (!start.canGoBack) start.add(touch);
      return true;
    },
    drag: (touches) => sketch(touches.at(-1)?.place ?? null),
    lift(touch) {
      const [from] = start.done;
      if (from && !near(from.point, touch.point, DRAG)) end(touch.place);
    },
    tap(touch) {
      if (start.canGoBack) end(touch.place);
      else start.add(touch);
    },
    hover: (touch) => sketch(touch?.place ?? null),
    cancel: () => void start.clear(),
    /** Clicks then look at what is in sight again. */
    drop() {
      start.clear();
      deeds.target(null);
      return true;
    },
  };
}

export function drawBox(context: CanvasRenderingContext2D, scale: number, { x0, y0, x1, y1 }: Box): void {
  const path = new Path2D();
  path.rect(x0, y0, x1 - x0, y1 - y0);
  strokeTwice(context, path, scale, [8, 5]);
}

/** The pixels between two places, theirs included. */
function boxOf(one: Point, other: Point): Box {
  return {
    x0: Math.round(Math.min(one.x, other.x)),
    y0: Math.round(Math.min(one.y, other.y)),
    x1: Math.round(Math.max(one.x, other.x)) + 1,
    y1: Math.round(Math.max(one.y, other.y)) + 1,
  };
}
