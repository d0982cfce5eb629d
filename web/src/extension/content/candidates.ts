/** Which pictures a page shows: images, canvases and CSS backgrounds. */
import { pictureLayer } from "./backgrounds";
import { opacityOf } from "./pixels";

/** A picture in the page. */
export interface Candidate {
  element: HTMLElement;
  kind: "image" | "canvas" | "background";
  /** Address of its file; null for a canvas. */
  url: string | null;
}

/** Smaller ones are icons and ornaments. */
const SMALLEST = 24;
/** Intersection over union from which on two boxes are the same one. */
const SAME_BOX = 0.9;
/** Mean opacity below which a picture hides little of what lies beneath it. */
const SEE_THROUGH = 0.5;

/** The picture that `element` itself shows, if it does. */
export function candidateOf(element: Element): Candidate | null {
  if (element instanceof HTMLImageElement) {
    return element.naturalWidth ? { element, kind: "image", url: element.currentSrc || element.src } : null;
  }
  if (element instanceof HTMLCanvasElement) return { element, kind: "canvas", url: null };
  if (!(element instanceof HTMLElement)) return null;
  const layer = pictureLayer(getComputedStyle(element));
  return layer && { element, kind: "background", url: layer.url };
}

/** The uppermost picture at a point of the window, also beneath what lies over it, such as an annotation tool's overlay. */
export function candidateAt(x: number, y: number): Candidate | null {
  for (const element of elementsAt(document, x, y)) {
    const candidate = candidateOf(element);
    if (candidate && isLargeEnough(candidate)) return beneath(candidate) ?? candidate;
  }
  return null;
}

/** Every picture that the page shows, the largest first; overlays of others come last. */
export function allCandidates(): Candidate[] {
  const all = visible();
  const overlays = new Set(all.filter((candidate) => beneath(candidate, all)));
  return all.sort((a, b) => Number(overlays.has(a)) - Number(overlays.has(b)) || area(b) - area(a));
}

/** In the order of the document. */
function visible(wanted: (element: Element) => boolean = () => true): Candidate[] {
  return [...walk(document)]
    .filter(wanted)
    .map(candidateOf)
    .filter((candidate) => candidate !== null)
    .filter(isLargeEnough);
}

/** The picture with this address; of several that have it, the one that is most in sight. */
export function candidateWith(url: string): Candidate | null {
  const found = [...walk(document)].map(candidateOf).filter((candidate) => candidate?.url === url);
  return found.sort((a, b) => sight(b) - sight(a))[0] ?? null;
}

/** Whether the page still shows this very picture. */
export function isThere({ element, kind, url }: Candidate): boolean {
  if (!element.isConnected || area({ element }) === 0) return false;
  return kind === "canvas" || candidateOf(element)?.url === url;
}

/** The picture of the same box that one sees through a canvas; it need not take the pointer itself. */
function beneath(overlay: Candidate, all?: Candidate[]): Candidate | null {
  if (overlay.kind !== "canvas") return null;
  const same = (all ?? visible(isRaster)).filter(
    ({ element }) => isRaster(element) && element !== overlay.element && agreement(element, overlay.element) > SAME_BOX,
  );
  if (same.length === 0 || !isSeeThrough(overlay)) return null;
  return same.findLast((picture) => !isSeeThrough(picture)) ?? null;
}

function isRaster(element: Element): element is HTMLImageElement | HTMLCanvasElement {
  return element instanceof HTMLImageElement || element instanceof HTMLCanvasElement;
}

/** Pixels that may not be read are a picture's: overlays are drawn by the page. */
function isSeeThrough({ element }: Candidate): boolean {
  if (!isRaster(element)) return false;
  const shown = Number(getComputedStyle(element).opacity);
  return shown * (opacityOf(element) ?? 1) < SEE_THROUGH;
}

/** Intersection over union of two elements' boxes. */
function agreement(one: Element, other: Element): number {
  const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const both = Math.max(0, across) * Math.max(0, down);
  return both / (a.width * a.height + b.width * b.height - both);
}

function* walk(root: Document | ShadowRoot): Generator<Element> {
  for (const element of root.querySelectorAll("*")) {
    yield element;
    if (element.shadowRoot) yield* walk(element.shadowRoot);
  }
}

function* elementsAt(root: Document | ShadowRoot, x: number, y: number): Generator<Element> {
  for (const element of root.elementsFromPoint(x, y)) {
    if (element.shadowRoot && element.shadowRoot !== root) yield* elementsAt(element.shadowRoot, x, y);
    yield element;
  }
}

function isLargeEnough({ element }: Candidate): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width >= SMALLEST && height >= SMALLEST && getComputedStyle(element).visibility === "visible";
}

function area({ element }: Pick<Candidate, "element">): number {
  const { width, height } = element.getBoundingClientRect();
  return width * height;
}

function sight(candidate: Candidate | null): number {
  if (!candidate) return 0;
  const { left, top, right, bottom } = candidate.element.getBoundingClientRect();
  const across = Math.min(right, innerWidth) - Math.max(left, 0);
  const down = Math.min(bottom, innerHeight) - Math.max(top, 0);
  return Math.max(0, across) * Math.max(0, down);
}
