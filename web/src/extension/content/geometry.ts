/** Where a picture's own pixels lie in the window: inside borders and padding, as object-fit or background-size puts them. */
import { layerValue, pictureLayer } from "./backgrounds";
import type { Candidate } from "./candidates";

/** A box in CSS pixels of the window. */
export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

/** The box that the whole picture of `size` fills, also those parts of it that are cut off. */
export function pictureRect({ element, kind }: Candidate, size: Size): Rect {
  const style = getComputedStyle(element);
  if (kind === "background") {
    const box = inner(element, style, ["border"]);
    const index = pictureLayer(style)?.index ?? 0;
    const fitted = fitBackground(layerValue(style.backgroundSize, index), box, size);
    return put(box.rect, fitted, layerValue(style.backgroundPosition, index), box.scale);
  }
  const box = inner(element, style, ["border", "padding"]);
  return put(box.rect, fitObject(style.objectFit, box, size), style.objectPosition, box.scale);
}

/** The part of `rect` that can be seen: not cut off by the window, by the element itself or by what it scrolls in. */
export function visiblePart(element: Element, rect: Rect): Rect {
  let seen = intersect(rect, { left: 0, top: 0, width: innerWidth, height: innerHeight });
  seen = intersect(seen, element.getBoundingClientRect());
  for (let node = parentOf(element); node && node !== document.documentElement; node = parentOf(node)) {
    if (getComputedStyle(node).overflow !== "visible" && node !== document.body) {
      seen = intersect(seen, node.getBoundingClientRect());
    }
  }
  return seen;
}

interface Box {
  rect: Rect;
  /** Window pixels per CSS pixel of the element: other than 1 under a transform. */
  scale: { x: number; y: number };
}

/** An element's box without the given edges. */
function inner(element: HTMLElement, style: CSSStyleDeclaration, edges: ("border" | "padding")[]): Box {
  const { left, top, width, height } = element.getBoundingClientRect();
  const scale = { x: width / (element.offsetWidth || width || 1), y: height / (element.offsetHeight || height || 1) };
  const edge = (side: string) =>
    edges.reduce((sum, name) => {
      const property = name === "border" ? `border-${side}-width` : `padding-${side}`;
      return sum + (Number.parseFloat(style.getPropertyValue(property)) || 0);
    }, 0);
  const [l, t, r, b] = [edge("left"), edge("top"), edge("right"), edge("bottom")];
  const rect = {
    left: left + l * scale.x,
    top: top + t * scale.y,
    width: width - (l + r) * scale.x,
    height: height - (t + b) * scale.y,
  };
  return { rect, scale };
}

function fitObject(fit: string, { rect, scale }: Box, size: Size): Size {
  const natural = { width: size.width * scale.x, height: size.height * scale.y };
  if (fit === "contain") return scaled(size, ratio(Math.min, rect, size));
  if (fit === "cover") return scaled(size, ratio(Math.max, rect, size));
  if (fit === "none") return natural;
  if (fit === "scale-down") return scaled(size, Math.min(scale.x, ratio(Math.min, rect, size)));
  return { width: rect.width, height: rect.height };
}

function fitBackground(value: string, { rect, scale }: Box, size: Size): Size {
  if (value === "contain") return scaled(size, ratio(Math.min, rect, size));
  if (value === "cover") return scaled(size, ratio(Math.max, rect, size));
  const [across = "auto", down = "auto"] = value.split(/\s+/);
  const width = length(across, rect.width, scale.x);
  const height = length(down, rect.height, scale.y);
  if (width === null && height === null) return { width: size.width * scale.x, height: size.height * scale.y };
  return {
    width: width ?? ((height ?? 0) * size.width) / size.height,
    height: height ?? ((width ?? 0) * size.height) / size.width,
  };
}

/** A computed length in window pixels; null for "auto". */
function length(text: string, whole: number, scale: number): number | null {
  if (text === "auto") return null;
  const number = Number.parseFloat(text);
  return text.endsWith("%") ? (number / 100) * whole : number * scale;
}

/** Puts a picture of size `fitted` into `rect` as a computed position says ("50% 50%", "0px 10px"). */
function put(rect: Rect, fitted: Size, position: string, scale: { x: number; y: number }): Rect {
  const [across = "50%", down = "50%"] = position.split(/\s+/);
  const x = length(across, rect.width - fitted.width, scale.x) ?? 0;
  const y = length(down, rect.height - fitted.height, scale.y) ?? 0;
  return { left: rect.left + x, top: rect.top + y, ...fitted };
}

function ratio(choose: (a: number, b: number) => number, rect: Rect, size: Size): number {
  return choose(rect.width / size.width, rect.height / size.height);
}

function scaled({ width, height }: Size, by: number): Size {
  return { width: width * by, height: height * by };
}

function intersect(a: Rect, b: Rect): Rect {
  const left = Math.max(a.left, b.left);
  const top = Math.max(a.top, b.top);
  return {
    left,
    top,
    width: Math.max(0, Math.min(a.left + a.width, b.left + b.width) - left),
    height: Math.max(0, Math.min(a.top + a.height, b.top + b.height) - top),
  };
}

/** What an element lies in, also across the edge of a shadow root. */
export function parentOf(element: Element): Element | null {
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
