/**
 * Polygon: each tap sets a corner; on the first corner, twice in one place, or by Enter the outline is closed. Begun, it
 * waits while another tool is in hand.
 */
import type { Point } from "../contract";
import type { View } from "../view";
import { Points } from "./begun";
import { type Deeds, type Hand, IDLE, near, strokeTwice, type Touch } from "./hand";

const REACH = 9;

export function polygonHand(view: View, deeds: Deeds): Hand {
  let next: Point | null = null;
  const corners = new Points<{ place: Point; opposite: boolean }>((turned) => {
    sketch();
    if (turned) deeds.begun();
  });

  const places = () => corners.done.map(({ place }) => place);
  const sketch = () =>
    view.sketch("tool", corners.canGoBack ? (context, scale) => draw(context, scale, places(), next) : null);
  const close = () => {
    if (corners.done.length < 3) return false;
    const subtracts = corners.done.some(({ opposite }) => opposite);
    deeds.fill(places(), !subtracts && deeds.mode === "add");
    clear();
    return true;
  };
  const clear = () => {
    next = null;
    corners.clear();
  };
  const closes = ({ point }: Touch) =>
    [corners.done[0], corners.done.at(-1)].some((one) => one && near(view.viewport.toView(one.place), point, REACH));

  return {
    ...IDLE,
    begun: corners,
    close,
    cancel() {
      next = null;
      view.sketch("tool", null);
    },
    tap(touch) {
      if (corners.done.length > 2 && closes(touch)) close();
      else corners.add({ place: touch.place, opposite: touch.opposite });
    },
    hover(touch) {
      next = touch?.place ?? null;
      if (corners.canGoBack) sketch();
    },
    drop() {
      const { canGoBack } = corners;
      clear();
      return canGoBack;
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
