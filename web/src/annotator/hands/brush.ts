/** Brush and eraser: a drag paints; the cursor shows the true size. */
import type { Point } from "../contract";
import type { View } from "../view";
import { Points } from "./begun";
import { type Deeds, type Hand, IDLE, strokeTwice, type Touch } from "./hand";

export function brushHand(view: View, deeds: Deeds, erases: boolean): Hand {
  let positive = true;
  const points = new Points<Point>((turned) => {
    const { done } = points;
    view.sketch("tool", done.length > 0 ? (context) => drawStroke(context, done, deeds, positive) : null);
    if (turned) deeds.begun();
  }, true);

  const adds = ({ opposite }: Touch) => (erases ? opposite : !opposite && deeds.mode === "add");
  const cursor = (place: Point | null) =>
    view.sketch("cursor", place && ((context, scale) => drawCursor(context, place, deeds.brushRadius, scale)));

  return {
    ...IDLE,
    cursor: "none",
    begun: points,
    drop: () => points.back(),
    press(touch) {
      positive = adds(touch);
      points.add(touch.place);
      return true;
    },
    drag(touches) {
      cursor(touches.at(-1)?.place ?? null);
      if (points.canGoBack) points.add(...touches.map(({ place }) => place)); // else it was dropped by key
    },
    lift() {
      const done = points.clear();
      if (done.length > 0) deeds.stroke(done, positive);
    },
    tap: (touch) => deeds.stroke([touch.place], adds(touch)),
    hover: (touch) => cursor(touch?.place ?? null),
    cancel() {
      points.clear();
      cursor(null);
    },
  };
}

function drawStroke(
  context: CanvasRenderingContext2D,
  points: readonly Point[],
  deeds: Deeds,
  positive: boolean,
): void {
  const path = new Path2D();
  for (const { x, y } of points) path.lineTo(x + 0.5, y + 0.5);
  const [first] = points;
  if (first && points.length === 1) path.lineTo(first.x + 0.501, first.y + 0.5); // a dot needs a length to be drawn
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = 2 * deeds.brushRadius;
  context.strokeStyle = positive ? deeds.color : "#fff";
  context.globalAlpha = 0.55;
  context.stroke(path);
  context.globalAlpha = 1;
  context.lineCap = "butt";
  context.lineJoin = "miter";
}

function drawCursor(context: CanvasRenderingContext2D, { x, y }: Point, radius: number, scale: number): void {
  const path = new Path2D();
  path.arc(x + 0.5, y + 0.5, radius, 0, 2 * Math.PI);
  strokeTwice(context, path, scale);
}
