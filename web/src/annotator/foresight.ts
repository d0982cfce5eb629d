/** What a click would do, shown faintly under a pointer that rests. It changes nothing, and no click waits for it. */
import type { Click } from "../engine/protocol";
import type { Core } from "./core";
import type { Shape } from "./shape";

/** How long the pointer rests before it is asked. */
const REST_MS = 90;
/** By itself it is on where clicks cost less than this. */
const CHEAP_MS = 50;
/** So many clicks tell what one costs. */
const REMEMBERED = 5;

/** Whether a resting pointer shows what a click would do; "auto" does where clicks are fast enough. */
export type Hover = "auto" | boolean;

export class Foresight {
  private choice: Hover = "auto";
  private readonly costs: number[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The click foreseen or shown; null for none. */
  private click: Click | null = null;

  constructor(
    private readonly core: Core,
    /** The pixels that a click would change; null when it gave way to something else. */
    private readonly foresee: (click: Click) => Promise<Shape | null>,
  ) {}

  get hover(): Hover {
    return this.choice;
  }

  set hover(hover: Hover) {
    this.choice = hover;
    this.forget();
  }

  /** Whether it is on: by choice, or because clicks are fast here. */
  get on(): boolean {
    if (this.choice !== "auto") return this.choice;
    const sorted = this.costs.toSorted((one, other) => one - other);
    return (sorted[sorted.length >> 1] ?? Number.POSITIVE_INFINITY) < CHEAP_MS;
  }

  /** A click took so many milliseconds. */
  note(ms: number): void {
    this.costs.push(ms);
    if (this.costs.length > REMEMBERED) this.costs.shift();
  }

  /** The pointer is where it would make this click; null when it would make none. */
  point(click: Click | null): void {
    if (click && this.click && same(click, this.click)) return;
    this.forget();
    if (!click || !this.on) return;
    this.click = click;
    this.timer = setTimeout(() => void this.show(click), REST_MS);
  }

  /** Takes it away: the pointer moved, or the mask did. */
  forget(): void {
    clearTimeout(this.timer);
    if (this.click) this.core.view.sketch("foresight", null);
    this.click = null;
  }

  private async show(click: Click): Promise<void> {
    const flips = await this.foresee(click);
    if (this.click !== click || !flips || flips.area === 0) return;
    const { view, color } = this.core;
    view.sketch("foresight", (context, scale) =>
      draw(context, view.path(flips), click.positive ? color : "#ffffff", scale),
    );
  }
}

function draw(context: CanvasRenderingContext2D, path: Path2D, color: string, scale: number): void {
  context.globalAlpha = 0.3;
  context.fillStyle = color;
  context.fill(path, "evenodd");
  context.globalAlpha = 0.8;
  context.setLineDash([4 / scale, 4 / scale]);
  context.lineWidth = 1.25 / scale;
  context.strokeStyle = "#ffffff";
  context.stroke(path);
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function same(one: Click, other: Click): boolean {
  return one.x === other.x && one.y === other.y && one.positive === other.positive;
}
