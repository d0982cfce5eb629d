/** What an annotator holds and tells: objects, classes, tools, snapshots. */
import type { Box, Click } from "../engine/protocol";
import type { Point } from "./viewport";

export type { Box, Click, Point };

/** Names an object within its document; never used again for another one. */
export type ObjectId = number;

/** An object as it stands; a new one for every change, so that equal ones are the same. */
export interface ObjectInfo {
  readonly id: ObjectId;
  readonly name: string;
  readonly classId: string | null;
  /** "#rrggbb": its own colour, else its class's, else one chosen for it. */
  readonly color: string;
  readonly visible: boolean;
  /** Whether it is protected from every change of its mask. */
  readonly locked: boolean;
  /** In pixels. */
  readonly area: number;
  /** The smallest box around its pixels; null without pixels. */
  readonly box: Box | null;
}

/** What of an object can be set; `color: null` gives it its class's colour again. */
export interface ObjectChange {
  name?: string;
  classId?: string | null;
  color?: string | null;
  visible?: boolean;
  locked?: boolean;
}

export interface ClassInfo {
  readonly id: string;
  readonly name: string;
  /** "#rrggbb". */
  readonly color: string;
}

export type Tool = "click" | "brush" | "eraser" | "polygon" | "lasso" | "box" | "pan";

/** Who has a pixel that two objects want: both, the one that took it last, or the locked one. */
export type Overlap = "allow" | "new" | "locked";

/** A part of a mask by its outlines; corners lie between pixels, whose centres are at whole numbers. */
export interface Polygon {
  outer: Point[];
  holes: Point[][];
}

/** A whole mask: a bit per pixel, each row beginning with a new byte, its first pixel in the highest bit. */
export interface PackedMask {
  readonly width: number;
  readonly height: number;
  readonly bits: Uint8Array<ArrayBuffer>;
}

/** A part of a mask, packed likewise; `box.x0` and `box.x1` are multiples of 8, the latter may exceed the image. */
export interface Cutout {
  readonly box: Box;
  readonly bits: Uint8Array<ArrayBuffer>;
}

/** A click, and the part of the image that it looked at; older snapshots don't tell, and null is the usual one. */
export interface ClickAct {
  readonly click: Click;
  readonly window?: Box | null;
}

/** How an object came to its mask, step by step: a click, or pixels added or removed by hand. */
export type Act = ClickAct | { readonly pixels: Cutout; readonly positive: boolean };

/** One object of a snapshot. */
export interface ObjectSnapshot {
  info: ObjectInfo;
  /** Its own colour; null where its class or the annotator chose. */
  ownColor: string | null;
  clicks: readonly Click[];
  /** All its pixels; null without any. */
  mask: Cutout | null;
  /** The mask it began with, and what was done since. */
  start: Cutout | null;
  acts: readonly Act[];
}

/** A step of the history: the objects and classes on both sides of it, and the pixels that it flipped. */
export interface StepSnapshot {
  before: FactsSnapshot;
  after: FactsSnapshot;
  flips: readonly { id: ObjectId; pixels: Cutout }[];
}

export interface FactsSnapshot {
  things: readonly (Pick<ObjectInfo, "id" | "name" | "classId" | "visible" | "locked"> &
    Pick<ObjectSnapshot, "ownColor" | "start" | "acts">)[];
  active: ObjectId;
  classes: readonly ClassInfo[];
}

/** Everything that is worth keeping; can be cloned and stored as it is. */
export interface DocumentSnapshot {
  version: 1;
  width: number;
  height: number;
  objects: readonly ObjectSnapshot[];
  active: ObjectId;
  /** The next object's number. */
  nextId: ObjectId;
  classes: readonly ClassInfo[];
  overlap: Overlap;
  /** The last steps, which can be taken back, where they were asked for. */
  history?: readonly StepSnapshot[];
}

/** Something, or what becomes it. */
export type Awaitable<T> = T | Promise<T>;

/** Objects taken along to another image of the same size; can be cloned and stored as it is. */
export interface CopiedObjects {
  readonly width: number;
  readonly height: number;
  readonly objects: readonly {
    readonly name: string;
    readonly classId: string | null;
    /** Its own colour; null where its class or the annotator chose. */
    readonly color: string | null;
    readonly mask: Cutout;
  }[];
  /** Their classes. */
  readonly classes: readonly ClassInfo[];
}

/** Moves what is seen. */
export interface ViewportControl {
  /** CSS pixels per image pixel. */
  readonly scale: number;
  /** The part of the image in sight, in image pixels. */
  readonly visible: Box;
  zoomIn(): void;
  zoomOut(): void;
  /** Shows the whole image. */
  fit(): void;
  /** Moves the picture by CSS pixels. */
  panBy(dx: number, dy: number): void;
}

/** Something worth saying that is no error: a click beside the picture, a click without effect. */
export interface Hint {
  code: "click-outside" | "click-without-effect" | "nothing-to-undo" | "object-hidden";
  message: string;
}

/** A file of an export. */
export interface ExportedFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Something that a format cannot hold, or that was not read: of an object, or of the whole picture (""). */
export interface Loss {
  picture: string;
  object: string;
  /** A sentence about it, in the annotator's language. */
  text: string;
}

/** How a soft mask is read. */
export interface MaskChoice {
  /** From which brightness on, 1 … 255, a pixel belongs to the mask. */
  threshold?: number;
}

/** What `openMask` made of a picture, or an annotator of the mask that it began with. */
export interface OpenedMask {
  /** "soft": it has many brightnesses. "labels": it has a value for each object. */
  kind: "plain" | "soft" | "labels";
  /** From which brightness on, 1 … 255, a pixel of a soft mask belongs to the object; null for others. */
  threshold: number | null;
}

/** What `exportObjects` gives. */
export interface Exported {
  files: ExportedFile[];
  /** What the format cannot hold, object by object. */
  losses: Loss[];
}

/** What `importObjects` gives. */
export interface Imported {
  objects: ObjectId[];
  /** What was passed over, object by object. */
  losses: Loss[];
}

/** Options of a format by their names. */
export type FormatOptions = Record<string, unknown>;

/** For `exportObjects`: the image's file name, and options of the format (`tolerance`, `holes`, …). */
export interface ExportOptions {
  name: string;
  [option: string]: unknown;
}

/** For `importObjects`. */
export interface ImportOptions {
  /** The image's file name, which the files may name. */
  name: string;
  /** By default recognised by content. */
  format?: string;
}
