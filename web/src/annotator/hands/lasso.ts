/** Lasso: a drag goes round what is meant. */
import type { Point } from "../contract";
import type { View } from "../view";
import { Points } from "./begun";
import { type Deeds, type Hand, IDLE, strokeTwice } from "./hand";

export function lassoHand(view: View, deeds: Deeds): Hand {
  let positive = true;
  const points = new Points<Point>((turned) => {
    const { done } = points;
    view.sketch("tool", done.length > 1 ? (context, scale) => draw(context, scale, done, deeds.color) : null);
    if (turned) deeds.begun();
  }, true);

  return {
    ...IDLE,
    begun: points,
    cancel: () => void points.clear(),
    drop: () => points.back(),
    press(touch) {
      positive = !touch.opposite && deeds.mode === "add";
      points.add(touch.place);
      return true;
    },
    drag(touches) {
      if (points.canGoBack) points.add(...touches.map(({ place }) => place)); // else it was dropped by key
    },
    lift() {
      const done = points.clear();
      if (done.length > 2) deeds.fill(done, positive);
    },
  };
}

function draw(context: CanvasRenderingContext2D, scale: number, points: readonly Point[], color: string): void {
  const path = new Path2D();
  for (const { x, y } of points) path.lineTo(x + 0.5, y + 0.5);
  context.globalAlpha = 0.25;
  context.fillStyle = color;
  context.fill(path, "evenodd");
  context.globalAlpha = 1;
  path.closePath();
  strokeTwice(context, path, scale, [5, 4]);
}
