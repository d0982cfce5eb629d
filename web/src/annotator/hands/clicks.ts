/** The click tool: a tap clicks, on a mark it takes that click away; a mark can be dragged; Ctrl collects several. */
import type { Click, Point } from "../contract";
import type { View } from "../view";
import { Points } from "./begun";
import { type Deeds, type Hand, IDLE, isInside, near, pixelOf, type Touch } from "./hand";

/** How near a press must be to a mark, in CSS pixels. */
const REACH = 11;
const DRAG = 4;

export function clickHand(view: View, deeds: Deeds): Hand {
  let held: { index: number; from: Point; moved: boolean } | null = null;
  const clicks = new Points<Click>((turned) => {
    view.markers.showPending(clicks.done);
    if (turned) deeds.begun();
  });

  const positive = ({ opposite }: Touch) => !opposite && deeds.mode === "add";
  const flush = () => {
    const done = clicks.clear();
    if (done.length > 0) deeds.click(done);
  };
  const clickAt = (touch: Touch): Click | null => {
    const pixel = pixelOf(touch.place);
    return isInside(pixel, deeds.size) ? { ...pixel, positive: positive(touch) } : null;
  };
  const letGo = () => {
    if (held) view.markers.drag(held.index, null);
    held = null;
  };
  const cancel = () => {
    deeds.point(null);
    letGo();
    flush();
  };

  return {
    ...IDLE,
    begun: clicks,
    cancel,
    collected: flush,
    drop() {
      const dropped = held !== null || clicks.canGoBack;
      letGo();
      clicks.clear();
      return dropped;
    },
    press(touch) {
      deeds.point(null);
      const index = view.markers.at(touch.point, REACH);
      held = index === null ? null : { index, from: touch.point, moved: false };
      return held !== null;
    },
    drag(touches) {
      const touch = touches.at(-1);
      if (!held || !touch) return;
      held.moved ||= !near(touch.point, held.from, DRAG);
      if (held.moved) view.markers.drag(held.index, touch.place);
    },
    lift(touch) {
      if (!held) return;
      const { index, moved } = held;
      held = null;
      view.markers.drag(index, null);
      const pixel = pixelOf(touch.place);
      if (!moved || !isInside(pixel, deeds.size)) deeds.removeClick(index);
      else deeds.moveClick(index, pixel);
    },
    tap(touch) {
      const click = clickAt(touch);
      if (!click) return deeds.outside();
      if (!touch.collects) return deeds.click([click]);
      clicks.add(click);
    },
    hover(touch) {
      const overMark = touch !== null && view.markers.at(touch.point, REACH) !== null;
      view.canvas.style.cursor = overMark ? "pointer" : "crosshair";
      deeds.point(touch && !overMark && !clicks.canGoBack ? clickAt(touch) : null);
    },
  };
}
