/** Shows for a moment which pixels changed. */
import type { Shape } from "./shape";

const LASTS_MS = 700;
const STRENGTH = 0.75;

export class Flash {
  private shape: Shape | null = null;
  private begun = 0;
  private readonly calm = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(private readonly redraw: () => void) {}

  show(shape: Shape): void {
    this.shape = shape;
    this.begun = performance.now();
    this.redraw();
  }

  /** Draws it in image coordinates, and asks for another frame until it has faded. */
  draw(context: CanvasRenderingContext2D, path: (shape: Shape) => Path2D): void {
    if (!this.shape) return;
    const age = (performance.now() - this.begun) / LASTS_MS;
    if (age < 1) {
      context.globalAlpha = STRENGTH * (this.calm.matches ? 0.5 : (1 - age) ** 2);
      context.fillStyle = "#fff6b0";
      context.fill(path(this.shape), "evenodd");
      context.globalAlpha = 1;
    } else this.shape = null;
    this.redraw();
  }
}
