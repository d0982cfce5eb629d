/** Click-to-mask annotation for any page: `createAnnotator` and the types around it. */
import { AnnotatorError } from "../engine/errors";
import type { Merge, Progress } from "../engine/protocol";
import { Annotator } from "./annotator";
import { assetFolder } from "./asset_folder";
import type { Levels } from "./deep";
import { place } from "./place";
import { decodeImage, type ImageSource, type MaskSource } from "./sources";

export { AnnotatorError, type ErrorCode } from "../engine/errors";
export type { Box, Click, Merge, Progress, Timings } from "../engine/protocol";
export type { Annotator, ObjectOptions } from "./annotator";
export type { CocoRle } from "./coco";
export type {
  Act,
  ClassInfo,
  Cutout,
  DocumentSnapshot,
  Exported,
  ExportedFile,
  ExportOptions,
  Hint,
  ImportOptions,
  ObjectChange,
  ObjectId,
  ObjectInfo,
  ObjectSnapshot,
  Overlap,
  PackedMask,
  Point,
  Tool,
  ViewportControl,
} from "./contract";
export type { Levels } from "./deep";
export type { Change, ClickChange, Events, MaskFormats } from "./events";
export { type ImageSource, LARGEST_AREA, type MaskSource, SMALLEST_SIDE } from "./sources";

export interface AnnotatorOptions {
  /** The image; by default what the target shows. */
  image?: ImageSource;
  /** An existing mask to correct, of the image's size. */
  mask?: MaskSource;
  /** Where models, wasm and Python lie; by default the folder `assets` beside this script. */
  assetPath?: string | URL;
  /** Values shown as black and white, of an image with more than 8 bits a sample; by default chosen to fit. */
  levels?: Levels;
  /** A variant of `models.json`. */
  model?: string;
  /**
   * Threads of onnxruntime-web; a page that is not cross-origin isolated gets one whatever it asks for. 'auto' is one:
   * on a busy machine of two cores two were no faster.
   */
  threads?: "auto" | number;
  /** Rule that decides what a click may change; by default the variant's own. */
  merge?: Merge;
  /** Gives up loading, and destroys the annotator, when aborted. */
  signal?: AbortSignal;
  /** Called while the engine loads; later on there is the event of that name. */
  onProgress?: (progress: Progress) => void;
}

/** The annotator on each element: a second one takes its place. */
const placed = new WeakMap<Element, Annotator>();

/**
 * Makes an image annotatable by clicks.
 *
 * An `<img>` or `<canvas>` is covered where it stands; any other element is filled. The image is shown at once;
 * the promise resolves when the first click can be computed, and rejects with an `AnnotatorError`. An earlier annotator
 * on the same element is destroyed.
 */
export async function createAnnotator(target: string | Element, options: AnnotatorOptions = {}): Promise<Annotator> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const element = findTarget(target);
  const assets = assetFolder(options.assetPath);
  const picture = await decodeImage(options.image ?? shownBy(element), { assets, levels: options.levels });
  if (signal?.aborted) picture.bitmap.close();
  signal?.throwIfAborted();
  const annotator = new Annotator(picture, {
    choice: {
      assets,
      model: options.model ?? "default",
      threads: typeof options.threads === "number" ? options.threads : 1,
    },
    merge: options.merge ?? null,
  });
  placed.get(element)?.destroy();
  placed.set(element, annotator);
  place(annotator.element, element);
  const stopProgress = onProgress && annotator.on("progress", onProgress);
  try {
    await Promise.race([annotator.start(options.mask), ...aborted(signal)]);
    signal?.addEventListener("abort", () => annotator.destroy(), { once: true });
    return annotator;
  } catch (error) {
    annotator.destroy();
    throw error;
  } finally {
    stopProgress?.();
  }
}

function findTarget(target: string | Element): Element {
  const element = typeof target === "string" ? document.querySelector(target) : target;
  if (element) return element;
  throw new AnnotatorError({
    code: "target-missing",
    message: `No element matches "${target}".`,
    hint: "Call createAnnotator after the element is in the page, or correct the selector.",
  });
}

function shownBy(element: Element): ImageSource {
  if (element instanceof HTMLImageElement || element instanceof HTMLCanvasElement) return element;
  throw new AnnotatorError({
    code: "image-unreadable",
    message: `The target <${element.localName}> shows no image, and none was given.`,
    hint: 'Pass the option "image", or an <img> or <canvas> as the target.',
  });
}

/** One promise that rejects when `signal` aborts; none without a signal. */
function aborted(signal: AbortSignal | undefined): Promise<never>[] {
  if (!signal) return [];
  return [new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }))];
}
