/** Lasso: a drag goes round what is meant. */
import type { Point } from "../contract";
import type { View } from "../view";
import { type Deeds, type Hand, IDLE, strokeTwice } from "./hand";

export function lassoHand(view: View, deeds: Deeds): Hand {
  let points: Point[] = [];
  let positive = true;

  const cancel = () => {
    points = [];
    view.sketch("tool", null);
  };

  return {
    ...IDLE,
    cancel,
    press(touch) {
      points = [touch.place];
      positive = !touch.opposite && deeds.mode === "add";
      return true;
    },
    drag(touches) {
      points.push(...touches.map(({ place }) => place));
      view.sketch("tool", (context, scale) => draw(context, scale, points, deeds.color));
    },
    lift() {
      if (points.length > 2) deeds.fill(points, positive);
      cancel();
    },
  };
}

function draw(context: CanvasRenderingContext2D, scale: number, points: Point[], color: string): void {
  const path = new Path2D();
  for (const { x, y } of points) path.lineTo(x + 0.5, y + 0.5);
  context.globalAlpha = 0.25;
  context.fillStyle = color;
  context.fill(path, "evenodd");
  context.globalAlpha = 1;
  path.closePath();
  strokeTwice(context, path, scale, [5, 4]);
}
