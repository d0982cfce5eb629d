/** What a document begins with: a mask, objects, a snapshot; classes and the overlap rule. */
import type { ObjectChange, ObjectId } from "./contract";
import type { Document, Thing } from "./document";
import type { Beginning } from "./options";
import { Shape } from "./shape";
import type { Size } from "./sizes";
import { restoreSnapshot } from "./snapshots";
import type { MaskSource } from "./sources";
import { checkClasses, checkObject } from "./validation";

/** Fills a new document; nothing of it can be undone. `read` decodes a mask of the image's size. */
export async function begin(
  document: Document,
  { mask, objects, snapshot, classes = [], overlap }: Beginning,
  read: (mask: MaskSource) => Promise<Shape>,
  image: Size,
): Promise<void> {
  if (snapshot) restoreSnapshot(document, snapshot, image);
  else if (objects && objects.length > 0) {
    const starts = objects.map((one) => (one.mask === undefined ? Shape.EMPTY : read(one.mask)));
    const shapes = await Promise.all(starts);
    fill(
      document,
      objects.map(({ mask: _, ...given }, at) => withStart(described(given), shapes[at])),
    );
  } else if (mask !== undefined) fill(document, [withStart({}, await read(mask))]);
  const { facts } = document;
  const missing = checkClasses(classes).filter(({ id }) => !facts.classes.some((one) => one.id === id));
  document.facts = { ...facts, classes: [...facts.classes, ...missing] };
  if (overlap) document.overlap = overlap;
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
