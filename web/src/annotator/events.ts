/** What an annotator tells: changes, events, and the forms in which it hands out the mask. */
import type { AnnotatorError } from "../engine/errors";
import type { Box, Progress, Timings } from "../engine/protocol";
import type { CocoRle } from "./coco";
import type { Hint, ObjectId, Polygon, Tool, ViewportControl } from "./contract";

/** What a request did to the mask. */
export interface Change {
  /** The object that was worked on. */
  object: ObjectId;
  /** Whether any pixel changed. */
  changed: boolean;
  /** How many pixels came into the mask, and how many left it. */
  added: number;
  removed: number;
  /** The smallest box around the pixels that changed; null where none did. */
  box: Box | null;
}

/** What a click did, and how long each part of it took. */
export interface ClickChange extends Change {
  ms: Timings;
}

/** Events by name, with what their listeners are called with. */
export interface Events {
  /** A request was carried out: the mask, the clicks or what can be undone may have changed. */
  change(change: Change | ClickChange): void;
  /** The list of objects, one of them, the active one, the classes or the overlap rule changed. */
  objects(): void;
  /** What can be undone or redone changed. */
  history(): void;
  /** Another tool, mode or brush was chosen. */
  tool(tool: Tool): void;
  /** The view was zoomed or moved. */
  view(viewport: ViewportControl): void;
  /** The engine is being loaded. */
  progress(progress: Progress): void;
  /** The number of requests being computed or waiting changed. */
  busy(pending: number): void;
  /** Something failed; the mask is as it was. The call that failed rejects with the same error. */
  error(error: AnnotatorError): void;
  /** Something that a person did had no effect; nothing failed. */
  hint(hint: Hint): void;
  /** Ctrl+S was pressed or `save` called: the mask as a PNG file. */
  save(png: Blob): void;
}

/** Forms in which a mask can be had. */
export interface MaskFormats {
  /** White on black, opaque. */
  imagedata: ImageData;
  png: Blob;
  coco: CocoRle;
  /** Part by part, the largest first. */
  polygons: Polygon[];
}

/** What tells the events; written out, so that the declarations of the plugin name no library. */
export interface Emitter {
  events: { [E in keyof Events]?: Events[E][] };
  emit<E extends keyof Events>(event: E, ...details: Parameters<Events[E]>): void;
  on<E extends keyof Events>(event: E, listener: Events[E]): () => void;
}
