/**
 * From pointers to tools and to moves of the view.
 *
 * The wheel and two fingers zoom. The middle button, Space, and any drag that the tool does not take move the view.
 * Once a pen was seen, the pen draws and fingers move the view; while it is in use, touches are the palm's and do nothing.
 */
import type { Point } from "./contract";
import type { Hand, Touch } from "./hands/hand";
import type { View } from "./view";

/** A pointer that moved farther than this, in CSS pixels, drags and does not tap. */
const DRAG = 5;
const WHEEL_ZOOM = 0.0015;
/** A touch so soon after anything of the pen is the hand that holds it. */
const PALM_MS = 500;

type Doing = "nothing" | "tool" | "view" | "maybe tap";

export class Pointers {
  /** While true, drags move the view. */
  space = false;
  private readonly down = new Map<number, Point>();
  private doing: Doing = "nothing";
  private readonly fingers = new Set<number>();
  /** When the pen did something last; the start of time while none was seen. */
  private penAt = Number.NEGATIVE_INFINITY;
  private start: Point = { x: 0, y: 0 };

  constructor(
    private readonly view: View,
    private readonly hand: () => Hand,
    signal: AbortSignal,
  ) {
    const { canvas } = view;
    canvas.addEventListener("pointerdown", (event) => this.press(event), { signal });
    canvas.addEventListener("pointermove", (event) => this.move(event), { signal });
    canvas.addEventListener("pointerup", (event) => this.lift(event, false), { signal });
    canvas.addEventListener("pointercancel", (event) => this.lift(event, true), { signal });
    canvas.addEventListener("pointerleave", () => this.down.size === 0 && this.hand().hover(null), { signal });
    canvas.addEventListener("wheel", (event) => this.wheel(event), { signal, passive: false });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  }

  private press(event: PointerEvent): void {
    const finger = event.pointerType === "touch";
    this.down.delete(event.pointerId); // a browser may owe the end of its last press
    if (this.notePen(event)) this.dropFingers();
    if (finger && this.isPalm(event)) return;
    if (this.down.size > this.fingers.size || (this.down.size > 0 && !finger)) return; // one pen, one mouse, or fingers
    this.down.set(event.pointerId, this.view.pointIn(event));
    if (finger) this.fingers.add(event.pointerId);
    this.view.canvas.setPointerCapture(event.pointerId);
    if (this.down.size > 1) this.pinch();
    else this.begin(event, finger);
  }

  private begin(event: PointerEvent, finger: boolean): void {
    this.start = this.view.pointIn(event);
    const beside = finger && this.penAt > Number.NEGATIVE_INFINITY;
    if (event.button === 1 || this.space || beside) this.moveView();
    else this.doing = this.hand().press(this.touch(event)) ? "tool" : "maybe tap";
  }

  /** Whether an event is the pen's, which makes touches the palm's for a while. */
  private notePen({ pointerType, timeStamp }: PointerEvent): boolean {
    if (pointerType === "pen") this.penAt = timeStamp;
    return pointerType === "pen";
  }

  private isPalm({ timeStamp }: PointerEvent): boolean {
    return this.down.size > this.fingers.size || timeStamp - this.penAt < PALM_MS;
  }

  /** The pen has come down: what lies on the screen already is the palm. */
  private dropFingers(): void {
    if (this.fingers.size === 0) return;
    for (const finger of this.fingers) this.down.delete(finger);
    this.fingers.clear();
    if (this.doing === "tool") this.hand().cancel();
    this.rest();
  }

  private rest(): void {
    this.doing = "nothing";
    this.view.canvas.classList.remove("panning");
  }

  /** A second finger: whatever the first one began is dropped. */
  private pinch(): void {
    if (this.doing === "tool") this.hand().cancel();
    this.moveView();
  }

  private moveView(): void {
    this.doing = "view";
    this.view.canvas.classList.add("panning");
  }

  private move(event: PointerEvent): void {
    const from = this.down.get(event.pointerId);
    this.notePen(event);
    if (from) this.dragged(event, from);
    else if (event.pointerType !== "touch" && this.down.size === 0) this.hand().hover(this.touch(event));
  }

  private dragged(event: PointerEvent, from: Point): void {
    const to = this.view.pointIn(event);
    if (this.doing === "maybe tap" && Math.hypot(to.x - this.start.x, to.y - this.start.y) > DRAG) this.moveView();
    if (this.doing === "tool") this.hand().drag(this.touches(event));
    if (this.doing === "view") this.follow(event.pointerId, from, to);
    if (this.doing !== "maybe tap") this.down.set(event.pointerId, to);
  }

  /** Zooms about the other finger, or moves along. */
  private follow(pointer: number, from: Point, to: Point): void {
    const still = [...this.down].find(([id]) => id !== pointer)?.[1];
    const reach = (point: Point, other: Point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
    this.view.move((viewport) => {
      if (still) viewport.zoom(reach(to, still) / reach(from, still), still);
      else viewport.pan(to.x - from.x, to.y - from.y);
    });
  }

  private lift(event: PointerEvent, cancelled: boolean): void {
    this.notePen(event);
    if (!this.down.delete(event.pointerId)) return;
    this.fingers.delete(event.pointerId);
    if (this.down.size > 0) return;
    const { doing } = this;
    this.rest();
    if (doing === "tool" && cancelled) this.hand().cancel();
    else if (doing === "tool") this.hand().lift(this.touch(event));
    else if (doing === "maybe tap" && !cancelled) this.hand().tap(this.touch(event));
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const factor = Math.exp(-event.deltaY * lines * WHEEL_ZOOM);
    this.view.move((viewport) => viewport.zoom(factor, this.view.pointIn(event)));
  }

  /** Where a pointer was since the last event: fast strokes stay round. */
  private touches(event: PointerEvent): Touch[] {
    const all = event.getCoalescedEvents?.() ?? [];
    return (all.length > 0 ? all : [event]).map((one) => this.touch(one));
  }

  private touch(event: PointerEvent): Touch {
    const point = this.view.pointIn(event);
    const opposite = event.shiftKey || event.altKey || event.button === 2 || (event.buttons & 2) !== 0;
    return { point, place: this.view.viewport.toPlace(point), opposite, collects: event.ctrlKey || event.metaKey };
  }
}
