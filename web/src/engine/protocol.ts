/**
 * The only place that names what page and worker say to each other.
 *
 * Every request has an id and gets exactly one answer. The worker answers requests one after another in the order
 * in which they came ("ping" alone at once), so a click is never dropped nor overtaken. Masks are packed to bits, each row
 * beginning with a new byte, its first pixel in the highest bit. Coordinates are image pixels, a pixel's centre at whole numbers.
 */
import type { Failure } from "./errors";

/** Raised whenever a message changes its meaning; the worker refuses another version. */
export const PROTOCOL = 3;

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

/** What a click did to the session's mask. */
export interface State {
  patch: Patch | null;
  changed: boolean;
  /** How many of the session's steps can be taken back; the worker forgets the oldest. */
  steps: number;
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

/** What computes the networks: WebAssembly, WebGPU, or whichever a measurement finds faster. */
export type Backend = "auto" | "wasm" | "webgpu";

/** What computes them now, and why. */
export interface BackendReport {
  backend: "wasm" | "webgpu";
  /**
   * "chosen": asked for. "faster", "slower": measured against the other. "first-visit": not measured yet, because that
   * would download more. "unavailable": no graphics processor for a page, no way to wait for it, or no graphs for it.
   * "different": WebGPU gave other results. "failed": it threw, at the start or later.
   */
  reason: "chosen" | "faster" | "slower" | "first-visit" | "unavailable" | "different" | "failed";
}

interface Image {
  /** Number of the image, chosen by the page; it has one session at a time. */
  session: number;
}

/** Each request's kind with what it carries and what answers it. */
export interface Calls {
  /** Load runtimes and model once; further calls answer at once. `threads` 0: as many as a measurement finds free. */
  start: { ask: StartAsk; answer: Started };
  /**
   * Take an image. For one that is much larger than a screen the answer has a reduced copy: scaling one down would
   * block the page.
   */
  open: { ask: Image & { image: Picture; merge: Merge | null }; answer: { preview: ImageBitmap | null } };
  /** Begin the image's session anew, from a mask where there is one, and from the clicks that made it. */
  begin: { ask: Image & { mask: Uint8Array<ArrayBuffer> | null; clicks: Click[] }; answer: null };
  /** Run the networks for one click; `window` is the part of the image that the user looks at. */
  click: { ask: Image & Click & { window: Box | null }; answer: { state: State; ms: Timings } };
  /** Tell what a click would change, and change nothing; null when it gave way to another request or to "hurry". */
  preview: { ask: Image & Click & { window: Box | null }; answer: { foreseen: Patch | null } | null };
  /** Answered at once: previews asked for so far are given up, because something waits for their end. */
  hurry: { ask: object; answer: null };
  /** Take back that many steps of the session, or repeat them if the number is negative. */
  move: { ask: Image & { steps: number }; answer: null };
  /** Take over a mask drawn by hand; the clicks still count. Answers how many steps are kept. */
  setMask: { ask: Image & { mask: Uint8Array<ArrayBuffer> }; answer: { steps: number } };
  /** Forget an image and its session. */
  close: { ask: Image; answer: null };
  /** Write pictures' objects in a file format. */
  export: { ask: Export; answer: { files: NamedFile[]; losses: Loss[] } };
  /** Read objects from files; by default the format is recognised by content. */
  import: { ask: Import; answer: { objects: FileObject[]; categories: string[]; losses: Loss[] } };
  /** What computes the networks; waits for a measurement that is under way, but not for its turn. */
  backend: { ask: object; answer: BackendReport };
  /** Answered at once, also between the steps of other requests: whether anybody is there. */
  ping: { ask: object; answer: null };
}

export interface StartAsk {
  protocol: number;
  assets: string;
  model: string;
  threads: number;
  /** By default WebAssembly. */
  backend?: Backend;
  own?: OwnModel;
}

/** A variant that the page brings: `models.json`'s text and both graphs. */
export interface OwnModel {
  models: string;
  files: NamedFile[];
}

export interface NamedFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** An object as files know it; its box begins and ends with whole bytes, and may exceed the image to the right. */
export interface FileObject {
  name: string;
  category: string | null;
  color: string | null;
  box: Box | null;
  bits: Uint8Array<ArrayBuffer>;
}

/** Something that a file cannot hold of an object. */
export interface Loss {
  picture: string;
  object: string;
  text: string;
}

/** An image by the name and size that files tell of it. */
export interface FileImage {
  name: string;
  width: number;
  height: number;
}

/** An image with its objects; `categories` are the names of its classes, used or not. */
export interface FilePicture extends FileImage {
  objects: (FileObject & { id: number })[];
  categories: string[];
}

export interface Export {
  format: string;
  options: Record<string, unknown>;
  pictures: FilePicture[];
}

export interface Import extends FileImage {
  format: string | null;
  files: NamedFile[];
}

/** What the worker runs, answered to `start`. */
export interface Started {
  variant: string;
  /** Names of all variants that there are. */
  variants: string[];
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
    case "open":
      return request.image instanceof ImageBitmap ? [request.image] : [];
    case "begin":
      return request.mask ? [request.mask.buffer] : [];
    case "setMask":
      return [request.mask.buffer];
    case "import":
      return request.files.map(({ bytes }) => bytes.buffer);
    default:
      return [];
  }
}

/** The same for an answer. */
export function answered(value: Answer<Kind>): Transferable[] {
  if (!value) return [];
  if ("preview" in value) return value.preview ? [value.preview] : [];
  if ("foreseen" in value) return value.foreseen ? [value.foreseen.bits.buffer] : [];
  if ("state" in value) return value.state.patch ? [value.state.patch.bits.buffer] : [];
  if ("files" in value) return value.files.map(({ bytes }) => bytes.buffer);
  return "objects" in value ? value.objects.map(({ bits }) => bits.buffer) : [];
}
