/**
 * The only place that names what page and worker say to each other.
 *
 * Every request has an id and gets exactly one answer. The worker answers requests one after another in the order
 * in which they came, so a click is never dropped nor overtaken. Masks are packed to bits, each row
 * beginning with a new byte, its first pixel in the highest bit. Coordinates are image pixels, a pixel's centre at whole numbers.
 */
import type { Failure } from "./errors";

/** Raised whenever a message changes its meaning; the worker refuses another version. */
export const PROTOCOL = 1;

/** Half-open box in image pixels. */
export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** A click on the image, in image pixels. */
export interface Click {
  x: number;
  y: number;
  positive: boolean;
}

/** New content of a box of the mask, with the columns to both sides that share its first and last bytes. */
export interface Patch {
  box: Box;
  bits: Uint8Array<ArrayBuffer>;
}

/** The session after a request: what changed of the mask, and all that the toolbar and the markers show. */
export interface State {
  patch: Patch | null;
  changed: boolean;
  clicks: Click[];
  canUndo: boolean;
  canRedo: boolean;
}

/** Milliseconds that each part of one click took; Python's are `prepare`, `focus` and `merge`. */
export interface Timings {
  prepare: number;
  segmentor: number;
  focus: number;
  refiner: number;
  merge: number;
  total: number;
}

/** Rule that decides what a click may change. */
export type Merge = "safe" | "reference";

/** An image for a session: a file, which the worker decodes, or a bitmap, which is given away. */
export type Picture = Blob | ImageBitmap;

/** How both sides decode a file: turned as its EXIF data says. */
export const UPRIGHT = { imageOrientation: "from-image" } as const;

interface Session {
  session: number;
}

/** Each request's kind with what it carries and what answers it. */
export interface Calls {
  /** Load runtimes and model once; further calls answer at once. */
  start: { ask: { protocol: number; assets: string; model: string; threads: number }; answer: Started };
  /**
   * Begin a session on an image, from an existing mask where there is one. For an image that is much larger than a
   * screen the answer has a reduced copy: scaling one down would block the page.
   */
  open: {
    ask: Session & { image: Picture; mask: Uint8Array<ArrayBuffer> | null; merge: Merge | null };
    answer: { state: State; preview: ImageBitmap | null };
  };
  /** Run the networks for one click. */
  click: { ask: Session & Click; answer: { state: State; ms: Timings } };
  undo: { ask: Session; answer: State };
  redo: { ask: Session; answer: State };
  /** Forget every click and return to the mask the session began with. */
  reset: { ask: Session; answer: State };
  /** Replace the whole mask by hand. */
  setMask: { ask: Session & { mask: Uint8Array<ArrayBuffer> }; answer: State };
  /** End a session and free its memory. */
  close: { ask: Session; answer: null };
}

/** What the worker runs, answered to `start`. */
export interface Started {
  variant: string;
  threads: number;
  /** Milliseconds from the request until the first click may come. */
  ms: number;
}

export type Kind = keyof Calls;
export type Ask<K extends Kind> = Calls[K]["ask"];
export type Answer<K extends Kind> = Calls[K]["answer"];

/** Page to worker. */
export type Request = { [K in Kind]: { kind: K; id: number } & Ask<K> }[Kind];

/** How far the start has come. */
export interface Progress {
  stage: "download" | "python" | "networks" | "warm-up";
  /** Bytes done and in all; the later stages keep the download's figures. */
  done: number;
  total: number;
}

/** Worker to page: one answer for each request, and progress in between. */
export type Reply =
  | { kind: "answer"; id: number; ok: true; value: Answer<Kind> }
  | { kind: "answer"; id: number; ok: false; error: Failure }
  | { kind: "progress"; id: number; progress: Progress };

/** Buffers and bitmaps that a request gives away. */
export function transferables(request: Request): Transferable[] {
  switch (request.kind) {
    case "open": {
      const image = request.image instanceof ImageBitmap ? [request.image] : [];
      return request.mask ? [...image, request.mask.buffer] : image;
    }
    case "setMask":
      return [request.mask.buffer];
    default:
      return [];
  }
}
