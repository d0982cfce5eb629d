/** What a document begins with: a mask, objects, a snapshot; classes and the overlap rule. */
import { isForGood } from "../engine/abilities";
import { type AnnotatorError, asAnnotatorError } from "../engine/errors";
import type { ObjectChange, ObjectId, OpenedMask } from "./contract";
import type { Core } from "./core";
import type { Document, Thing } from "./document";
import { restart } from "./edits";
import type { Beginning } from "./options";
import { Shape } from "./shape";
import type { Size } from "./sizes";
import { restoreSnapshot } from "./snapshots";
import { decodeMask, decodeMasks, type MaskOptions, type MaskSource } from "./sources";
import { checkClasses, checkObject } from "./validation";

/** How an annotator began. */
export interface Begun {
  opened: OpenedMask | null;
  fault: AnnotatorError | null;
}

/** Fills a new annotator while its engine is started. */
export async function start(
  core: Core,
  beginning: Beginning,
  image: Size & { image: Blob | ImageBitmap },
  options: MaskOptions,
): Promise<Begun> {
  const connected = core.link.connect();
  connected.catch(() => null); // told below, unless what it begins with fails first
  const opened = await begin(core.document, beginning, image, options);
  core.show();
  const fault = await connected.then(
    () => null,
    (thrown: unknown) => {
      const error = asAnnotatorError(thrown);
      if (beginning.byHand && isForGood(error)) return core.speech.tell(error);
      throw error;
    },
  );
  return { opened, fault };
}

/** Fills a new document; nothing of it can be undone. Tells what became of a mask. */
async function begin(
  document: Document,
  { mask, objects, snapshot, classes = [], overlap }: Beginning,
  image: Size & { image: Blob | ImageBitmap },
  options: MaskOptions,
): Promise<OpenedMask | null> {
  let opened: OpenedMask | null = null;
  const found = typeof snapshot === "function" ? await snapshot(image.image, image) : snapshot;
  if (found) restoreSnapshot(document, found, image);
  else if (objects && objects.length > 0) {
    const starts = objects.map((one) => (one.mask === undefined ? Shape.EMPTY : decodeMask(one.mask, image, options)));
    const shapes = await Promise.all(starts);
    fill(
      document,
      objects.map(({ mask: _, ...given }, at) => withStart(described(given), shapes[at])),
    );
  } else if (mask !== undefined) {
    const { things, ...rest } = await readThings(mask, image, options);
    fill(document, things);
    opened = rest;
  }
  const { facts } = document;
  const missing = checkClasses(classes).filter(({ id }) => !facts.classes.some((one) => one.id === id));
  document.facts = { ...facts, classes: [...facts.classes, ...missing] };
  if (overlap) document.overlap = overlap;
  return opened;
}

/** Loads a mask into the active object or, where it is a map of labels, as an object for each of its values. */
export async function openMask(core: Core, mask: MaskSource, image: Size, options: MaskOptions): Promise<OpenedMask> {
  const { document } = core;
  const { things, ...opened } = await readThings(mask, image, options);
  const [first] = things;
  if (opened.kind !== "labels" && first) core.perform(restart(document, core.writable(), first.start));
  else
    core.adopt(
      things.map((thing) => document.newThing(thing)),
      document.facts.classes,
    );
  return opened;
}

/** The objects of a mask: one or, of labels, one for each value. */
async function readThings(
  mask: MaskSource,
  image: Size,
  options: MaskOptions,
): Promise<OpenedMask & { things: Given[] }> {
  const { kind, threshold, masks } = await decodeMasks(mask, image, options);
  const things = masks.map(({ mask: whole, color }) => withStart({ ownColor: color }, Shape.ofWhole(whole)));
  return { kind, threshold, things };
}

/** What of an object was given, by the names that the document uses. */
export function described(given: ObjectChange): Partial<Thing> {
  const { color, ...same } = checkObject(given);
  return color === undefined ? same : { ...same, ownColor: color };
}

type Given = Partial<Thing> & { start: Shape };

function withStart(given: Partial<Thing>, start: Shape = Shape.EMPTY): Given {
  return { ...given, start };
}

/** The first one takes the place of the document's empty object. */
function fill(document: Document, given: readonly Given[]): void {
  const { active: first, facts } = document;
  const things = given.map((one, at): Thing => (at === 0 ? { ...first, ...one } : document.newThing(one)));
  const shapes = new Map<ObjectId, Shape>(things.map(({ id, start }) => [id, start]));
  const active = things.at(-1)?.id ?? first.id;
  document.replace({ ...facts, things, active }, shapes, document.nextId);
}
