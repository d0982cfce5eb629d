/** The box over a picture: follows it through scrolling, zooming and layout, and tells when the picture is gone. */
import { type Candidate, candidateWith, isThere } from "./candidates";
import { make } from "./dom";
import { pictureRect, type Rect, type Size, visiblePart } from "./geometry";
import type { Stage } from "./stage";

/** A page that builds itself anew takes a picture out and puts it back. */
const PATIENCE_MS = 700;

/** The part of a picture that is annotated, in fractions of it. */
export interface Part {
  left: number;
  top: number;
  width: number;
  height: number;
}

export const WHOLE: Part = { left: 0, top: 0, width: 1, height: 1 };

export class Frame {
  readonly element = make("div", { className: "frame" });
  private missingSince = 0;
  private request = 0;
  private shown = "";

  constructor(
    private readonly stage: Stage,
    private candidate: Candidate,
    private readonly size: Size,
    private readonly part: Part,
    private readonly events: { gone(): void; moved(seen: Rect): void },
  ) {
    stage.area.append(this.element);
    this.follow();
  }

  /** Whether the page still shows the picture. */
  get isThere(): boolean {
    return isThere(this.candidate);
  }

  destroy(): void {
    cancelAnimationFrame(this.request);
    this.element.remove();
  }

  private follow(): void {
    this.stage.attach(this.candidate.element);
    if (!this.element.hidden) {
      this.lookAfter();
      if (!this.missingSince) this.place();
    }
    this.request = requestAnimationFrame(() => this.follow());
  }

  /** Goes over to another element that shows the same picture, or tells after a while that there is none. */
  private lookAfter(): void {
    if (this.isThere) {
      this.missingSince = 0;
      return;
    }
    const same = this.candidate.url && candidateWith(this.candidate.url);
    this.missingSince ||= performance.now();
    if (same && isThere(same)) this.candidate = same;
    else if (performance.now() - this.missingSince > PATIENCE_MS) this.events.gone();
  }

  private place(): void {
    const rect = this.over();
    const seen = visiblePart(this.candidate.element, rect);
    const key = JSON.stringify([rect, seen, innerWidth, innerHeight]);
    if (key === this.shown) return;
    this.shown = key;
    const px = (value: number) => `${value}px`;
    const edges = [seen.top - rect.top, rect.left + rect.width - seen.left - seen.width];
    edges.push(rect.top + rect.height - seen.top - seen.height, seen.left - rect.left);
    Object.assign(this.element.style, {
      left: px(rect.left),
      top: px(rect.top),
      width: px(rect.width),
      height: px(rect.height),
      clipPath: `inset(${edges.map((edge) => px(Math.max(0, edge))).join(" ")})`,
    });
    this.events.moved(seen);
  }

  private over(): Rect {
    const whole = pictureRect(this.candidate, this.size);
    return {
      left: whole.left + this.part.left * whole.width,
      top: whole.top + this.part.top * whole.height,
      width: this.part.width * whole.width,
      height: this.part.height * whole.height,
    };
  }
}
