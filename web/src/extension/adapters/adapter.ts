/**
 * What a labeling site tells the extension, and what it takes back. See README.md in this folder.
 *
 * An adapter runs in the page's own world. A site brings its own by setting `window.focalclickAdapter`; those of
 * this folder are for sites that do not. Masks cross as PNG data URLs of the picture's natural size, white on black.
 */
export interface SiteAdapter {
  /** Name of the site, for the button that writes back. */
  name: string;
  /** Whether this page has such a task open now. */
  detect(): boolean;
  /** Names the task, by the same text whenever it is open: work that was left is found by it. */
  task(): string;
  /** Names what of the task is shown, where there are several annotations of it; another text once the page shows another. */
  shown?(): string;
  /** The element that shows the task's picture: an image or a canvas. */
  picture(): Element | null;
  /** What is annotated already. */
  regions(): Region[] | Promise<Region[]>;
  /** What a new region may be; empty where the site makes none. */
  labels(): Label[];
  /** Puts `mask` in place of a region's own, in one step of the site's undo. */
  write(id: string, mask: ImageData, outline: Outline): undefined | Promise<void>;
  /** Makes a new region; its id. */
  add(label: string, mask: ImageData, outline: Outline): string | Promise<string>;
}

/** One polygon for the mask: the outer ring of its largest part, in pixels; pixel p covers p … p + 1. */
export type Outline = () => [number, number][];

export interface Region {
  id: string;
  label: string;
  mask: string;
  selected: boolean;
}

export interface Label {
  id: string;
  text: string;
}

/** A site's open task, as the content script sees it. */
export interface SiteTask {
  site: string;
  task: string;
  /** What is open: task and annotation. Nothing is written to any but the one that was read. */
  open: string;
  regions: Region[];
  labels: Label[];
}

/** A mask for a region that is there, or for a new one of a label. */
export interface Order {
  /** `SiteTask.open` of what the mask belongs to. */
  open: string;
  mask: string;
  target: { id: string; before: string } | { label: string };
}

/** What came of an order. */
export interface Written {
  id: string;
  /** How far what the site now holds is from the mask; null where the site does not say. */
  held: Agreement | null;
}

/** Two masks compared: the pixels in which they differ, and their intersection over their union. */
export interface Agreement {
  different: number;
  iou: number;
}

/** Why a site's task is not read or nothing was written: in words of ours, or as the adapter itself has put it. */
export interface Refused {
  refused: RefusalCode | "failed";
  message: string;
  /** Name of the site. */
  site: string;
}

/**
 * `closed`: no task is open. `moved`: another one is. `removed`, `changed`: the region. `size`: the mask's is not the
 * picture's. `untaken`: the site has not taken the mask over, or no longer has the region.
 */
export type RefusalCode =
  | "closed"
  | "moved"
  | "removed"
  | "changed"
  | "readonly"
  | "rotated"
  | "outline"
  | "size"
  | "untaken";

/** What an adapter of this folder throws: the content script has words for it in the reader's language. */
export class Refusal extends Error {
  constructor(readonly code: RefusalCode) {
    super(code);
  }
}
