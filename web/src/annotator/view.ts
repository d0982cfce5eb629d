/** Everything that is seen of one annotator: image, mask, outline, click markers, in a shadow root of its own. */
import type { Click, Patch } from "../engine/protocol";
import { Markers } from "./markers";
import type { Mask } from "./mask";
import { Outline } from "./outline";
import { createStyleSheet } from "./styles";
import { type Point, Viewport } from "./viewport";

const FILL = 0xff_ff_8a_1e; // 0xAABBGGRR: a blue that few photographs have
const OUTLINE = [
  { style: "rgba(10, 18, 32, 0.85)", width: 3.5 },
  { style: "#ffffff", width: 1.5 },
];
export class View {
  readonly host = document.createElement("div");
  readonly canvas = document.createElement("canvas");
  readonly viewport: Viewport;
  readonly markers: Markers;
  private readonly live = document.createElement("div");
  private readonly fill: OffscreenCanvas;
  private readonly outline: Outline;
  private readonly sizes = new ResizeObserver(() => this.resize());
  private reduced: ImageBitmap | null = null;
  private frame = 0;
  private fillOpacity = 0.45;
  private maskHidden = false;

  constructor(
    private readonly image: ImageBitmap,
    private readonly mask: Mask,
  ) {
    this.viewport = new Viewport(image);
    this.markers = new Markers(this.viewport);
    this.fill = new OffscreenCanvas(image.width, image.height);
    this.outline = new Outline(mask);
    this.build();
    this.sizes.observe(this.host);
  }

  get opacity(): number {
    return this.fillOpacity;
  }

  set opacity(opacity: number) {
    this.fillOpacity = Math.min(1, Math.max(0, opacity));
    this.redraw();
  }

  /** A reduced copy, drawn while it is sharp enough: smoother and cheaper than the whole image in every frame. */
  set preview(preview: ImageBitmap) {
    this.reduced?.close();
    this.reduced = preview;
    this.redraw();
  }

  /** Shows the bare image while true. */
  set hidden(hidden: boolean) {
    if (hidden === this.maskHidden) return;
    this.maskHidden = hidden;
    this.redraw();
  }

  /** Shows a patch that the mask has taken in, and nothing but that box of it. */
  showPatch({ box }: Patch): void {
    if (box.x1 <= box.x0 || box.y1 <= box.y0) return;
    this.fill.getContext("2d")?.putImageData(this.mask.paint(box, FILL, 0), box.x0, box.y0);
    this.outline.update(box);
    this.redraw();
  }

  showClicks(clicks: Click[]): void {
    this.markers.show(clicks);
  }

  /** Has screen readers say `text`. */
  say(text: string): void {
    this.live.textContent = text;
  }

  /** Draws at the next frame; call it after moving the viewport. */
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

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.sizes.disconnect();
    this.host.remove();
    this.image.close();
    this.reduced?.close();
  }

  private build(): void {
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute(
      "aria-label",
      "Image to annotate. Arrow keys move a crosshair, Enter adds there, Shift and Enter removes. Control and Z takes back.",
    );
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
    if (!this.maskHidden) this.drawMask(context, scale);
    this.markers.place();
  }

  private drawImage(context: CanvasRenderingContext2D, scale: number): void {
    const sharpEnough = this.reduced && this.reduced.width >= scale * this.image.width;
    const source = sharpEnough && this.reduced ? this.reduced : this.image;
    context.drawImage(source, 0, 0, this.image.width, this.image.height);
  }

  private drawMask(context: CanvasRenderingContext2D, scale: number): void {
    context.globalAlpha = this.fillOpacity;
    context.drawImage(this.fill, 0, 0);
    context.globalAlpha = 1;
    context.lineCap = "square";
    for (const { style, width } of OUTLINE) {
      context.strokeStyle = style;
      context.lineWidth = width / scale;
      this.outline.stroke(context);
    }
  }
}
