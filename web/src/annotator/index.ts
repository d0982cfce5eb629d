/** Click-to-mask annotation for any page: `createAnnotator` and the types around it. */
import type { EngineChoice } from "../engine/client";
import { asAnnotatorError } from "../engine/errors";
import { Annotator } from "./annotator";
import { assetFolder } from "./asset_folder";
import { fail } from "./fail";
import { type AnnotatorOptions, checkOptions } from "./options";
import { readFolder } from "./own_model";
import { place } from "./place";
import { decodeImage, type ImageSource } from "./sources";
import { Speech } from "./speech";
import { text } from "./validation";

export { AnnotatorError, type ErrorCode } from "../engine/errors";
export type { Backend, BackendReport, Box, Click, Merge, Progress, Timings } from "../engine/protocol";
export type { Annotator } from "./annotator";
export type { CocoRle } from "./coco";
export type {
  Act,
  Awaitable,
  ClassInfo,
  CopiedObjects,
  Cutout,
  DocumentSnapshot,
  Exported,
  ExportedFile,
  ExportOptions,
  FormatOptions,
  Hint,
  Imported,
  ImportOptions,
  Loss,
  ObjectChange,
  ObjectId,
  ObjectInfo,
  ObjectSnapshot,
  OpenedMask,
  Overlap,
  PackedMask,
  Point,
  Polygon,
  Tool,
  ViewportControl,
} from "./contract";
export type { Levels } from "./deep";
export type { Change, ClickChange, Events, MaskFormats } from "./events";
export type { Hover } from "./foresight";
export type { KeyCommand, Keys } from "./keys";
export type { AnnotatorOptions, FindSnapshot, ObjectOptions } from "./options";
export { type ImageSource, LARGEST_AREA, type MaskSource, SMALLEST_SIDE } from "./sources";

/** The annotator on each element: a second one takes its place. */
const placed = new WeakMap<Element, Annotator>();

/**
 * Makes an image annotatable by clicks.
 *
 * An `<img>` or `<canvas>` is covered where it stands; any other element is filled. The image is shown at once;
 * the promise resolves when the first click can be computed, and rejects with an `AnnotatorError`. An earlier annotator
 * on the same element stays until then, and is destroyed.
 */
export async function createAnnotator(target: string | Element, options: AnnotatorOptions = {}): Promise<Annotator> {
  options.signal?.throwIfAborted();
  const speech = new Speech(options.language === undefined ? "en" : text("language", options.language));
  try {
    checkOptions(options);
    return await create(findTarget(target), options, speech);
  } catch (error) {
    throw options.signal?.aborted ? error : speech.tell(asAnnotatorError(error));
  }
}

async function create(element: Element, options: AnnotatorOptions, speech: Speech): Promise<Annotator> {
  const { signal, onProgress, threads } = options;
  const assets = assetFolder(options.assetPath);
  const model = await modelOf(options.model ?? "default");
  const picture = await decodeImage(options.image ?? shownBy(element), { assets, levels: options.levels });
  if (signal?.aborted) picture.bitmap.close();
  signal?.throwIfAborted();
  const { backend = "auto" } = options;
  const choice = { assets, ...model, threads: typeof threads === "number" ? threads : 0, backend };
  const annotator = new Annotator(picture, { choice, merge: options.merge ?? null, speech });
  if (!placed.get(element)?.element.isConnected) putOn(element, annotator);
  const stopProgress = onProgress && annotator.on("progress", onProgress);
  try {
    await Promise.race([annotator.start(options), ...aborted(signal)]);
    if (placed.get(element) !== annotator) putOn(element, annotator);
    signal?.addEventListener("abort", () => annotator.destroy(), { once: true });
    return annotator;
  } catch (error) {
    annotator.destroy();
    throw error;
  } finally {
    stopProgress?.();
  }
}

/** Shows an annotator, in place of an earlier one. */
function putOn(element: Element, annotator: Annotator): void {
  placed.get(element)?.destroy();
  placed.set(element, annotator);
  place(annotator.element, element);
}

/** The part of an engine's choice that says which model. */
async function modelOf(model: string | readonly File[]): Promise<Pick<EngineChoice, "model" | "own">> {
  if (typeof model === "string") return { model };
  const { name, own } = await readFolder(model);
  return { model: name, own };
}

function findTarget(target: string | Element): Element {
  if (target instanceof Element) return target;
  const selector = String(target);
  const hint = "Call createAnnotator after the element is in the page, or correct the selector.";
  return find(selector) ?? fail("target-missing", `No element matches "${selector}".`, hint, { selector });
}

/** Null where a text is no selector at all, too. */
function find(selector: string): Element | null {
  try {
    return document.querySelector(selector);
  } catch {
    return null;
  }
}

function shownBy(element: Element): ImageSource {
  if (element instanceof HTMLImageElement || element instanceof HTMLCanvasElement) return element;
  const message = `The target <${element.localName}> shows no image, and none was given.`;
  const hint = 'Pass the option "image", or an <img> or <canvas> as the target.';
  return fail("image-unreadable", message, hint, { element: element.localName }, "image-unreadable-target");
}

/** One promise that rejects when `signal` aborts; none without a signal. */
function aborted(signal: AbortSignal | undefined): Promise<never>[] {
  if (!signal) return [];
  return [new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }))];
}
