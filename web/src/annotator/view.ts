/** Everything that is seen of one annotator: image, objects, click markers, in a shadow root of its own. */
import type { Click } from "../engine/protocol";
import { Flash } from "./flash";
import { Markers } from "./markers";
import { type Comparison, type Objects, Scene } from "./scene";
import type { Shape } from "./shape";
import { createStyleSheet } from "./styles";
import { type Point, Viewport } from "./viewport";

/** Draws something in image coordinates; `scale` is CSS pixels per image pixel. */
export type Draft = (context: CanvasRenderingContext2D, scale: number) => void;

/** What is drawn over the objects: by tools, by the box that clicks look at, by what a click would do. */
export type Sketch = "tool" | "cursor" | "target" | "foresight";

export class View {
  readonly host = document.createElement("div");
  readonly canvas = document.createElement("canvas");
  readonly viewport: Viewport;
  readonly markers: Markers;
  readonly drafts = new Map<Sketch, Draft>();
  /** Called after every move of the viewport. */
  onMove: () => void = () => {};
  /** Shown in place of the active object's shape; null for the shape itself. */
  instead: Comparison | null = null;
  private readonly live = document.createElement("div");
  private readonly scene: Scene;
  private readonly flashing: Flash;
  private readonly sizes = new ResizeObserver(() => this.resize());
  private reduced: ImageBitmap | null = null;
  private frame = 0;
  private bare = false;

  constructor(
    private readonly image: ImageBitmap,
    source: Objects,
  ) {
    this.viewport = new Viewport(image);
    this.markers = new Markers(this.viewport);
    this.scene = new Scene(source, this.viewport, () => this.redraw());
    this.flashing = new Flash(() => this.redraw());
    this.build();
    this.sizes.observe(this.host);
  }

  get opacity(): number {
    return this.scene.opacity;
  }

  set opacity(opacity: number) {
    this.scene.opacity = Math.min(1, Math.max(0, opacity));
    this.redraw();
  }

  /** What a screen reader calls the image. */
  set label(label: string) {
    this.canvas.setAttribute("aria-label", label);
  }

  /** A reduced copy, drawn while it is sharp enough: smoother and cheaper than the whole image in every frame. */
  set preview(preview: ImageBitmap) {
    this.reduced?.close();
    this.reduced = preview;
    this.redraw();
  }

  /** Shows the bare image while true. */
  set hidden(hidden: boolean) {
    if (hidden === this.bare) return;
    this.bare = hidden;
    this.redraw();
  }

  /** Shows something of a tool, or takes it away. */
  sketch(name: Sketch, draft: Draft | null): void {
    if (draft) this.drafts.set(name, draft);
    else this.drafts.delete(name);
    this.redraw();
  }

  /** Shows for a moment which pixels changed. */
  flash(shape: Shape): void {
    this.flashing.show(shape);
  }

  showClicks(clicks: readonly Click[]): void {
    this.markers.show(clicks);
  }

  /** Has screen readers say `text`. */
  say(text: string): void {
    this.live.textContent = text;
  }

  /** Moves the viewport, and tells so. */
  move(change: (viewport: Viewport) => void): void {
    change(this.viewport);
    this.redraw();
    this.onMove();
  }

  /** Draws at the next frame. */
  redraw(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  /** The point of the view where a pointer is. */
  pointIn(event: MouseEvent): Point {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  path(shape: Shape): Path2D {
    return this.scene.path(shape);
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.frame = -1; // nothing is drawn any more
    this.scene.destroy();
    this.sizes.disconnect();
    this.host.remove();
    this.image.close();
    this.reduced?.close();
  }

  private build(): void {
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.live.className = "live";
    this.live.setAttribute("aria-live", "polite");
    const root = this.host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [createStyleSheet()];
    root.append(this.canvas, this.markers.element, this.live);
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.host;
    this.canvas.width = Math.max(1, Math.round(clientWidth * devicePixelRatio));
    this.canvas.height = Math.max(1, Math.round(clientHeight * devicePixelRatio));
    this.viewport.resize(clientWidth, clientHeight);
    this.draw(); // at once: a resized canvas is blank
    this.onMove();
  }

  private draw(): void {
    const context = this.canvas.getContext("2d");
    if (!context) return;
    const { left, top, scale } = this.viewport;
    const ratio = devicePixelRatio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * top);
    context.imageSmoothingEnabled = ratio * scale < 3; // from there on single pixels are worth seeing
    this.drawImage(context, ratio * scale);
    if (!this.bare) {
      this.scene.draw(context, ratio, this.instead);
      this.flashing.draw(context, (shape) => this.scene.path(shape));
    }
    for (const draft of this.drafts.values()) draft(context, scale);
    this.markers.place();
  }

  /** Only what is in sight: the rest of a large image costs time although nobody sees it. */
  private drawImage(context: CanvasRenderingContext2D, scale: number): void {
    const { x0, y0, x1, y1 } = this.viewport.visible;
    if (x1 <= x0 || y1 <= y0) return;
    const sharpEnough = this.reduced && this.reduced.width >= scale * this.image.width;
    const source = sharpEnough && this.reduced ? this.reduced : this.image;
    const factor = source.width / this.image.width;
    const [width, height] = [x1 - x0, y1 - y0];
    context.drawImage(source, x0 * factor, y0 * factor, width * factor, height * factor, x0, y0, width, height);
  }
}
