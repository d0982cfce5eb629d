/** The active object's clicks by keyboard: one is chosen, moved or taken away, and screen readers tell which. */
import type { Point } from "./contract";
import type { Deeds } from "./hands/hand";
import type { View } from "./view";

export class MarkKeys {
  /** Where the chosen click is to go; null while it is where it was. */
  private place: Point | null = null;

  constructor(
    private readonly view: View,
    private readonly deeds: Deeds,
  ) {}

  /** Where the chosen click is, or is to go; null while none is chosen. */
  get pixel(): Point | null {
    const { focused } = this.view.markers;
    return focused === null ? null : (this.place ?? this.deeds.clicks[focused] ?? null);
  }

  /** Chooses the click before (1) or after (−1) the chosen one, at first the newest; false without clicks. */
  choose(by: 1 | -1): boolean {
    const { deeds, view } = this;
    const count = deeds.clicks.length;
    const { focused } = view.markers;
    if (count === 0) return false;
    const index = focused === null ? (by > 0 ? count - 1 : 0) : (focused - by + count) % count;
    this.leave();
    view.markers.focused = index;
    this.tell(index);
    return true;
  }

  /** Shows the chosen click elsewhere; it goes there with `confirm`. */
  move(place: Point): void {
    const { focused } = this.view.markers;
    if (focused === null) return;
    this.place = place;
    this.view.move((viewport) => viewport.reveal(place));
    this.view.markers.drag(focused, place);
    this.deeds.say(`${place.x}, ${place.y}`, { name: "mark-place", values: { x: place.x, y: place.y } });
  }

  /** Puts the chosen click where it was moved to; false while none is chosen. */
  confirm(): boolean {
    const { focused } = this.view.markers;
    const { place } = this;
    if (focused === null) return false;
    this.leave();
    if (place) this.deeds.moveClick(focused, place);
    return true;
  }

  /** Takes the chosen click away; false while none is chosen. */
  remove(): boolean {
    const { focused } = this.view.markers;
    if (focused === null) return false;
    this.leave();
    this.deeds.removeClick(focused);
    return true;
  }

  /** Leaves the chosen click as it was; false while none is chosen. */
  leave(): boolean {
    const { markers } = this.view;
    const { focused } = markers;
    this.place = null;
    if (focused === null) return false;
    markers.drag(focused, null);
    markers.focused = null;
    return true;
  }

  private tell(index: number): void {
    const click = this.deeds.clicks[index];
    if (!click) return;
    const { x, y, positive } = click;
    const values = { number: index + 1, count: this.deeds.clicks.length, x, y, positive: String(positive) };
    const text = `Click ${values.number} of ${values.count}, which ${positive ? "adds" : "removes"} at ${x}, ${y}.`;
    this.deeds.say(`${text} Arrow keys and Enter move it, Delete takes it away.`, { name: "mark", values });
  }
}
