/** What `createAnnotator` can be given, and the check that names what is wrong of it. */
import type { Backend, Merge, Progress } from "../engine/protocol";
import type { ClassInfo, DocumentSnapshot, ObjectChange, Overlap } from "./contract";
import type { Levels } from "./deep";
import type { Size } from "./sizes";
import type { ImageSource, MaskSource } from "./sources";
import * as check from "./validation";

/** An object to begin with: its pixels and what is said of it. */
export interface ObjectOptions extends ObjectChange {
  mask?: MaskSource;
}

/** Finds a snapshot by what the image is: its file, else its pixels. */
export type FindSnapshot = (image: Blob | ImageBitmap, size: Size) => Promise<DocumentSnapshot | null>;

export interface AnnotatorOptions {
  /** The image; by default what the target shows. */
  image?: ImageSource;
  /** An existing mask to correct, of the image's size: the first object's. */
  mask?: MaskSource;
  /** Objects to begin with, the last one active; instead of `mask`. */
  objects?: readonly ObjectOptions[];
  /**
   * What `snapshot()` gave for this image, to go on from; instead of `mask` and `objects`. Or a function that finds it,
   * asked before anything can be done to the image; where it finds null, the annotator begins with those.
   */
  snapshot?: DocumentSnapshot | FindSnapshot;
  /** The classes; of a snapshot's own only those that are missing are added. */
  classes?: readonly ClassInfo[];
  /** Who has a pixel that two objects want; by default both, or what the snapshot says. */
  overlap?: Overlap;
  /** Language of errors, hints and what screen readers tell, such as "de"; one without texts is answered in English. */
  language?: string;
  /** Where models, wasm and Python lie; by default the folder `assets` beside this script. */
  assetPath?: string | URL;
  /** Values shown as black and white, of an image with more than 8 bits a sample; by default chosen to fit. */
  levels?: Levels;
  /** A variant of `models.json`, or the files of a folder with a model of one's own. */
  model?: string | readonly File[];
  /**
   * What computes the networks. "webgpu": WebGPU if it gives what WebAssembly gives. "auto", the default: WebGPU if a
   * measurement also finds it faster; made from the second visit on, so that a first one downloads nothing for it.
   */
  backend?: Backend;
  /**
   * Threads of onnxruntime-web; a page that is not cross-origin isolated gets one whatever it asks for. "auto", the
   * default, is two where a measurement at the start finds a second core free: beside a busy one, two are slower.
   */
  threads?: "auto" | number;
  /**
   * Makes the annotator also where no click can ever be computed, because the browser or the page's policy allows no
   * worker or no WebAssembly: hand tools, saving and PNG work without. `fault` then says what is missing.
   */
  byHand?: boolean;
  /** Rule that decides what a click may change; by default the variant's own. */
  merge?: Merge;
  /** Gives up loading, and destroys the annotator, when aborted. */
  signal?: AbortSignal;
  /** Called while the engine loads; later on there is the event of that name. */
  onProgress?: (progress: Progress) => void;
}

/** What an annotator begins with. */
export type Beginning = Pick<AnnotatorOptions, "mask" | "objects" | "snapshot" | "classes" | "overlap" | "byHand">;

/** Throws at the first option that cannot be meant. */
export function checkOptions(options: AnnotatorOptions): void {
  const { backend, threads, merge, overlap, classes, objects, model } = options;
  if (backend !== undefined) check.oneOf("backend", backend, ["auto", "wasm", "webgpu"]);
  if (threads !== undefined && threads !== "auto") check.checkThreads(threads);
  if (merge !== undefined) check.oneOf("merge", merge, ["safe", "reference"]);
  if (model !== undefined) check.checkModel(model);
  if (overlap !== undefined) check.checkOverlap(overlap);
  if (classes !== undefined) check.checkClasses(classes);
  if (objects !== undefined) check.checkObjects(objects);
  const given = (name: "mask" | "objects" | "snapshot") =>
    options[name] !== undefined && typeof options[name] !== "function";
  const beginnings = (["mask", "objects", "snapshot"] as const).filter(given);
  if (beginnings.length > 1) check.wrong("options", beginnings.join(" and "), "only one of mask, objects and snapshot");
}
