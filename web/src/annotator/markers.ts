/** The marks at the clicks, as elements over the canvas: + and −, a ring that turns while a click is computed, a crosshair. */
import type { Click } from "../engine/protocol";
import type { Point, Viewport } from "./viewport";

interface Mark {
  element: HTMLElement;
  pixel: Point;
}

export class Markers {
  readonly element = document.createElement("div");
  private done: Mark[] = [];
  private readonly busy = new Set<Mark>();
  private pending: Mark[] = [];
  private cursor: Mark | null = null;
  private chosen: number | null = null;

  constructor(private readonly viewport: Viewport) {
    this.element.className = "marks";
  }

  /** Shows exactly these clicks as done. */
  show(clicks: readonly Click[]): void {
    for (const { element } of this.done) element.remove();
    this.chosen = null;
    this.done = clicks.map((click) => this.add(click, clickClass(click)));
  }

  /** Shows exactly these clicks as collected, to be computed together. */
  showPending(clicks: readonly Click[]): void {
    for (const { element } of this.pending) element.remove();
    this.pending = clicks.map((click) => this.add(click, `${clickClass(click)} pending`));
  }

  /** The number of the done click that lies within `reach` of a point of the view, the newest first; null without one. */
  at(point: Point, reach: number): number | null {
    const index = this.done.findLastIndex(({ pixel }) => {
      const { x, y } = this.viewport.toView(pixel);
      return Math.hypot(x - point.x, y - point.y) <= reach;
    });
    return index < 0 ? null : index;
  }

  /** The number of the done click that the keyboard has chosen; none after any change of them. */
  get focused(): number | null {
    return this.chosen;
  }

  set focused(index: number | null) {
    this.chosen = index;
    for (const [at, mark] of this.done.entries()) {
      mark.element.classList.toggle("focused", at === index);
      this.put(mark);
    }
  }

  /** Shows a done click elsewhere while it is dragged; null puts it back. */
  drag(index: number, place: Point | null): void {
    const mark = this.done[index];
    if (!mark) return;
    mark.element.classList.toggle("dragged", place !== null);
    this.put(place ? { ...mark, pixel: place } : mark);
  }

  /** Shows a click as being computed; returns a function that takes the mark away. */
  showBusy(click: Click): () => void {
    const mark = this.add(click, `${clickClass(click)} busy`);
    this.busy.add(mark);
    return () => {
      this.busy.delete(mark);
      mark.element.remove();
    };
  }

  /** Shows the keyboard's crosshair at a pixel, or takes it away. */
  showCursor(pixel: Point | null): void {
    this.cursor?.element.remove();
    this.cursor = pixel && this.add(pixel, "cursor");
  }

  /** Puts every mark where its pixel now is. */
  place(): void {
    for (const mark of [...this.done, ...this.busy, ...this.pending]) this.put(mark);
    if (this.cursor) this.put(this.cursor);
  }

  private add(pixel: Point, className: string): Mark {
    const element = document.createElement("span");
    element.className = className;
    this.element.append(element);
    const mark = { element, pixel };
    this.put(mark);
    return mark;
  }

  private put({ element, pixel }: Mark): void {
    const { x, y } = this.viewport.toView(pixel);
    element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
  }
}

function clickClass(click: Click): string {
  return click.positive ? "mark positive" : "mark negative";
}
