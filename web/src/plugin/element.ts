/** The package with the custom element: importing this makes `<focalclick-annotator>` known. */
import type { Annotator, AnnotatorOptions } from "../annotator/index";
import type { ImageSource, MaskSource } from "../annotator/sources";
import { defineElement, FocalclickAnnotator } from "../element/element";

export * from "./index";

/** `<focalclick-annotator>` as a page sees it; its attributes have the same names, but `asset-path` and `lang`. */
export interface AnnotatorElement extends HTMLElement {
  /** Address of the image; `open` takes other sources, too. */
  src: string | undefined;
  /** Address of a mask to correct. */
  mask: string | undefined;
  /** Name of the image, for the names of what is exported; by default the end of its address. */
  name: string | undefined;
  /** A variant of `models.json`. */
  model: string | undefined;
  threads: number | undefined;
  backend: AnnotatorOptions["backend"] | undefined;
  /** Where models, wasm and Python lie; by default the folder `assets` beside the script. */
  assetPath: string | undefined;
  /** Names of classes, with commas between them. */
  classes: string | undefined;
  /** "en" or "de"; by default the browser's own. */
  language: string | undefined;
  /** Lets people open, drop and paste images of their own. */
  files: boolean;
  /** Keeps the work in this browser, and finds it again. */
  autosave: boolean;
  /** "page": keys count wherever the focus is in the page; by default in this element alone. */
  keys: "focus" | "page" | undefined;
  /** The annotator of the image shown, null while there is none. Its methods are the API. */
  readonly annotator: Annotator | null;
  /** Opens an image of any kind; resolves to its annotator when its first click can be computed. */
  open(work: { image: ImageSource; mask?: MaskSource | undefined; name: string }): Promise<Annotator>;
}

/** The element's class; typed by what a page needs of it, so that the package's types name no library. */
export const AnnotatorElement: new () => AnnotatorElement = FocalclickAnnotator;

defineElement();
