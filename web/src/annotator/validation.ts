/** Arguments of the public calls, checked so that a mistake is named where it is made. */
import type { Box, Click } from "../engine/protocol";
import type { ClassInfo, Overlap, Point, Tool } from "./contract";
import { fail } from "./fail";
import type { Size } from "./sizes";

const TOOLS: readonly Tool[] = ["click", "brush", "eraser", "polygon", "lasso", "box", "pan"];
const OVERLAPS: readonly Overlap[] = ["allow", "new", "locked"];

/** A click on a whole pixel of the image. */
export function checkClick({ x, y, positive }: Click, image: Size): Click {
  const click = { x: Math.round(number(x, "x")), y: Math.round(number(y, "y")), positive: flag(positive, "positive") };
  if (click.x >= 0 && click.y >= 0 && click.x < image.width && click.y < image.height) return click;
  const message = `The click (${click.x}, ${click.y}) is outside the image of ${image.width} × ${image.height} pixels.`;
  return fail("click-outside", message, "Click on the image.");
}

export function checkIndex(index: number, length: number): void {
  if (Number.isInteger(index) && index >= 0 && index < length) return;
  wrong("index", index, length > 0 ? `a whole number from 0 to ${length - 1}` : "that of a click; there are none");
}

export function checkPoints(points: readonly Point[], least: number): readonly Point[] {
  if (!Array.isArray(points) || points.length < least) wrong("points", points, `a list of ${least} or more points`);
  for (const { x, y } of points) void [number(x, "x"), number(y, "y")];
  return points;
}

export function checkRadius(radius: number): number {
  return number(radius, "radius") > 0 ? radius : wrong("radius", radius, "a number above 0, in image pixels");
}

export function checkTool(tool: Tool): Tool {
  return TOOLS.includes(tool) ? tool : wrong("tool", tool, `one of ${TOOLS.join(", ")}`);
}

export function checkOverlap(overlap: Overlap): Overlap {
  return OVERLAPS.includes(overlap) ? overlap : wrong("overlap", overlap, `one of ${OVERLAPS.join(", ")}`);
}

export function checkMode(mode: "add" | "remove"): "add" | "remove" {
  return mode === "add" || mode === "remove" ? mode : wrong("mode", mode, '"add" or "remove"');
}

export function checkColor(color: string): string {
  return /^#[0-9a-f]{6}$/i.test(color) ? color : wrong("color", color, 'a colour like "#1e8aff"');
}

export function checkClasses(classes: readonly ClassInfo[]): readonly ClassInfo[] {
  if (!Array.isArray(classes)) wrong("classes", classes, "a list of {id, name, color}");
  const ids = classes.map(({ id }) => id);
  if (new Set(ids).size < ids.length) wrong("classes", ids.join(", "), "a list in which every id is there once");
  return classes.map(({ id, name, color }) => ({ id, name, color: checkColor(color) }));
}

/** The part of a box that lies in the image. */
export function checkBox({ x0, y0, x1, y1 }: Box, { width, height }: Size): Box {
  const box = {
    x0: Math.max(0, Math.floor(number(x0, "x0"))),
    y0: Math.max(0, Math.floor(number(y0, "y0"))),
    x1: Math.min(width, Math.ceil(number(x1, "x1"))),
    y1: Math.min(height, Math.ceil(number(y1, "y1"))),
  };
  const empty = box.x1 <= box.x0 || box.y1 <= box.y0;
  return empty ? wrong("box", JSON.stringify({ x0, y0, x1, y1 }), "a box with pixels of the image in it") : box;
}

function number(value: unknown, name: string): number {
  return typeof value === "number" && Number.isFinite(value) ? value : wrong(name, value, "a finite number");
}

function flag(value: unknown, name: string): boolean {
  return typeof value === "boolean" ? value : wrong(name, value, "true or false");
}

function wrong(name: string, value: unknown, wanted: string): never {
  return fail("argument-invalid", `${name} is ${String(value)}.`, `Give ${wanted}.`);
}
