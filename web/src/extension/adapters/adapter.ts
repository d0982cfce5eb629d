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
  /** The element that shows the task's picture: an image or a canvas. */
  picture(): Element | null;
  /** What is annotated already. */
  regions(): Region[] | Promise<Region[]>;
  /** What a new region may be; empty where the site makes none. */
  labels(): Label[];
  /** Puts `mask` in place of a region's own, in one step of the site's undo; says what was lost, or nothing. */
  write(id: string, mask: ImageData): string | undefined | Promise<string | undefined>;
  /** Makes a new region; its id. */
  add(label: string, mask: ImageData): string | Promise<string>;
}

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
  regions: Region[];
  labels: Label[];
}

/** Attribute by which the bridge shows the content script which element it means. */
export const MARK = "data-focalclick-picture";
