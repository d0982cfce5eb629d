/** Arguments of the public calls, checked so that a mistake is named where it is made. */
import type { Box, Click } from "../engine/protocol";
import type { ClassInfo, ObjectChange, Overlap, Point, Tool } from "./contract";
import { fail } from "./fail";
import type { Hover } from "./foresight";
import { KEYS, type Keys } from "./keys";
import type { Size } from "./sizes";

const TOOLS: readonly Tool[] = ["click", "brush", "eraser", "polygon", "lasso", "box", "pan"];
const OVERLAPS: readonly Overlap[] = ["allow", "new", "locked"];

/** A click on a whole pixel of the image. */
export function checkClick(given: Click, image: Size): Click {
  const { x, y, positive } = object("click", given);
  const click = { x: Math.round(number(x, "x")), y: Math.round(number(y, "y")), positive: flag(positive, "positive") };
  if (click.x >= 0 && click.y >= 0 && click.x < image.width && click.y < image.height) return click;
  const message = `The click (${click.x}, ${click.y}) is outside the image of ${image.width} × ${image.height} pixels.`;
  return fail("click-outside", message, "Click on the image.", {
    ...click,
    positive: "",
    width: image.width,
    height: image.height,
  });
}

export function checkIndex(index: number, length: number): void {
  if (Number.isInteger(index) && index >= 0 && index < length) return;
  wrong("index", index, length > 0 ? `a whole number from 0 to ${length - 1}` : "that of a click; there are none");
}

export function checkPoints(points: readonly Point[], least: number): readonly Point[] {
  if (!Array.isArray(points) || points.length < least) wrong("points", points, `a list of ${least} or more points`);
  for (const point of points) void [number(object("point", point).x, "x"), number(point.y, "y")];
  return points;
}

export function checkRadius(radius: number): number {
  return number(radius, "radius") > 0 ? radius : wrong("radius", radius, "a number above 0, in image pixels");
}

/** `value` itself, if it is one of those that are known. */
export function oneOf<T extends string>(name: string, value: T, known: readonly T[]): T {
  return known.includes(value) ? value : wrong(name, value, `one of ${known.join(", ")}`);
}

export const checkTool = (tool: Tool): Tool => oneOf("tool", tool, TOOLS);
export const checkOverlap = (overlap: Overlap): Overlap => oneOf("overlap", overlap, OVERLAPS);
export const checkOrder = (to: "front" | "back") => oneOf("to", to, ["front", "back"]);
export const checkMode = (mode: "add" | "remove") => oneOf("mode", mode, ["add", "remove"]);

export function checkModel(model: string | readonly File[]): string | readonly File[] {
  const files = Array.isArray(model) && model.every((file) => file instanceof File);
  return files || (typeof model === "string" && model !== "")
    ? model
    : wrong("model", model, "a model's name or a folder's files");
}

export function checkKeys(keys: Partial<Keys>): Partial<Keys> {
  for (const [command, chords] of Object.entries(object("keys", keys))) {
    oneOf("keys", command, Object.keys(KEYS));
    const texts = Array.isArray(chords) && chords.every((chord) => typeof chord === "string");
    if (!texts) wrong(`keys.${command}`, JSON.stringify(chords), 'a list of keys like "Mod+z"');
  }
  return keys;
}

export function checkHover(hover: Hover): Hover {
  return hover === "auto" || typeof hover === "boolean" ? hover : wrong("hover", hover, '"auto", true or false');
}

export function checkStep(name: string, step: number): number {
  return Number.isInteger(step) ? step : wrong(name, step, "a whole number of pixels");
}

export function checkThreshold(threshold: number | undefined): number | undefined {
  const known = threshold === undefined || (number(threshold, "threshold") >= 1 && threshold <= 255);
  return known ? threshold : wrong("threshold", threshold, "a brightness from 1 to 255");
}

export function checkThreads(threads: number): number {
  return Number.isInteger(threads) && threads > 0 ? threads : wrong("threads", threads, '"auto" or a number from 1 on');
}

export function checkColor(color: string): string {
  return typeof color === "string" && /^#[0-9a-f]{6}$/i.test(color)
    ? color
    : wrong("color", color, 'a colour like "#1e8aff"');
}

/** What can be set of an object, and nothing else. */
export function checkObject(change: ObjectChange): ObjectChange {
  const { name, classId, color, visible, locked } = object("change", change);
  if (name !== undefined) text("name", name);
  if (classId !== undefined && classId !== null) text("classId", classId);
  if (color !== undefined && color !== null) checkColor(color);
  if (visible !== undefined) flag(visible, "visible");
  if (locked !== undefined) flag(locked, "locked");
  const given = Object.entries({ name, classId, color, visible, locked }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

export function checkObjects(objects: readonly ObjectChange[]): void {
  if (!Array.isArray(objects)) wrong("objects", objects, "a list of {mask, name, classId, color, visible, locked}");
  for (const one of objects) checkObject(one);
}

export function checkClasses(classes: readonly ClassInfo[]): readonly ClassInfo[] {
  if (!Array.isArray(classes)) wrong("classes", classes, "a list of {id, name, color}");
  for (const one of classes) void [text("id", object("class", one).id), text("name", one.name)];
  const ids = classes.map(({ id }) => id);
  if (new Set(ids).size < ids.length) wrong("classes", ids.join(", "), "a list in which every id is there once");
  return classes.map(({ id, name, color }) => ({ id, name, color: checkColor(color) }));
}

/** The part of a box that lies in the image. */
export function checkBox(given: Box, { width, height }: Size): Box {
  const { x0, y0, x1, y1 } = object("box", given);
  const box = {
    x0: Math.max(0, Math.floor(number(x0, "x0"))),
    y0: Math.max(0, Math.floor(number(y0, "y0"))),
    x1: Math.min(width, Math.ceil(number(x1, "x1"))),
    y1: Math.min(height, Math.ceil(number(y1, "y1"))),
  };
  const empty = box.x1 <= box.x0 || box.y1 <= box.y0;
  return empty ? wrong("box", JSON.stringify({ x0, y0, x1, y1 }), "a box with pixels of the image in it") : box;
}

export function text(name: string, value: string): string {
  return typeof value === "string" && value !== "" ? value : wrong(name, value, "a text");
}

function object<T extends object>(name: string, value: T): T {
  return typeof value === "object" && value !== null ? value : wrong(name, value, "an object");
}

function number(value: unknown, name: string): number {
  return typeof value === "number" && Number.isFinite(value) ? value : wrong(name, value, "a finite number");
}

function flag(value: unknown, name: string): boolean {
  return typeof value === "boolean" ? value : wrong(name, value, "true or false");
}

/** Refuses an argument. */
export function wrong(name: string, value: unknown, wanted: string): never {
  const values = { argument: name, value: String(value), wanted };
  return fail("argument-invalid", `${name} is ${values.value}.`, `Give ${wanted}.`, values);
}
