/** Polygon: each tap sets a corner; on the first corner, twice in one place, or by Enter the outline is closed. */
import type { Point } from "../contract";
import type { View } from "../view";
import { type Deeds, type Hand, IDLE, near, strokeTwice, type Touch } from "./hand";

const REACH = 9;

export function polygonHand(view: View, deeds: Deeds): Hand {
  let corners: Point[] = [];
  let next: Point | null = null;
  let subtracts = false;

  const sketch = () =>
    view.sketch("tool", corners.length > 0 ? (context, scale) => draw(context, scale, corners, next) : null);
  const close = () => {
    if (corners.length > 2) deeds.fill(corners, !subtracts && deeds.mode === "add");
    cancel();
  };
  const cancel = () => {
    corners = [];
    next = null;
    subtracts = false;
    sketch();
  };
  const closes = ({ point }: Touch) =>
    [corners[0], corners.at(-1)].some((corner) => corner && near(view.viewport.toView(corner), point, REACH));

  return {
    ...IDLE,
    cancel,
    tap(touch) {
      subtracts ||= touch.opposite;
      if (corners.length > 2 && closes(touch)) return close();
      corners.push(touch.place);
      sketch();
    },
    hover(touch) {
      next = touch?.place ?? null;
      if (corners.length > 0) sketch();
    },
    key(event) {
      if (event.type !== "keydown" || corners.length === 0) return false;
      if (event.key === "Enter" && corners.length > 2) close();
      else if (event.key === "Escape") cancel();
      else if (event.key === "Backspace") corners.pop();
      else return false;
      sketch();
      return true;
    },
  };
}

function draw(context: CanvasRenderingContext2D, scale: number, corners: Point[], next: Point | null): void {
  const path = new Path2D();
  for (const { x, y } of next ? [...corners, next] : corners) path.lineTo(x + 0.5, y + 0.5);
  strokeTwice(context, path, scale);
  const dots = new Path2D();
  for (const { x, y } of corners) {
    dots.moveTo(x + 0.5 + 4 / scale, y + 0.5);
    dots.arc(x + 0.5, y + 0.5, 4 / scale, 0, 2 * Math.PI);
  }
  context.fillStyle = "#fff";
  context.fill(dots);
  strokeTwice(context, dots, scale);
}
