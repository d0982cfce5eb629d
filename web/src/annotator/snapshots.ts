/** A document as something that can be stored, and back. */
import type { DocumentSnapshot, ObjectId } from "./contract";
import { clicksOf, type Document, type Thing } from "./document";
import { fail } from "./fail";
import type { Shape } from "./shape";
import type { Size } from "./sizes";
import { readShape, readSteps, storeShape, storeSteps } from "./steps";

/** With a history, its newest steps are kept up to so many bytes: every save writes them. */
const MOST_HISTORY = 1 << 20;

export function takeSnapshot(document: Document, { width, height }: Size, { history = false } = {}): DocumentSnapshot {
  const infos = new Map(document.objects.map((info) => [info.id, info]));
  const { things, active, classes } = document.facts;
  const objects = things.flatMap((thing) => {
    const info = infos.get(thing.id);
    const { ownColor, acts } = thing;
    const mask = storeShape(document.shape(thing.id));
    return info ? [{ info, ownColor, clicks: clicksOf(thing), mask, start: storeShape(thing.start), acts }] : [];
  });
  const { nextId, overlap } = document;
  const plain: DocumentSnapshot = { version: 1, width, height, objects, active, nextId, classes, overlap };
  return history ? { ...plain, history: storeSteps(document.steps(MOST_HISTORY)) } : plain;
}

/** Puts a snapshot in place of what is there; afterwards no more can be undone than it has a history of. */
export function restoreSnapshot(document: Document, snapshot: DocumentSnapshot, image: Size): void {
  checkSnapshot(snapshot, image);
  const shapes = new Map<ObjectId, Shape>();
  const things = snapshot.objects.map(({ info, ownColor, mask, start, acts }): Thing => {
    const { id, name, classId, visible, locked } = info;
    const shape = readShape(mask);
    if (shape.area) shapes.set(id, shape);
    return { id, name, classId, ownColor, visible, locked, start: readShape(start), acts };
  });
  const { active, classes, nextId, overlap, history = [] } = snapshot;
  document.replace({ things, active, classes }, shapes, nextId, readSteps(history));
  document.overlap = overlap;
}

/** Throws where a snapshot cannot be one of this image. */
export function checkSnapshot({ version, width, height, objects, active }: DocumentSnapshot, image: Size): void {
  const hint = "Restore a snapshot that was taken of this very image.";
  if (version !== 1) {
    const message = `The snapshot has version ${version}; version 1 can be read.`;
    fail("snapshot-unfit", message, hint, { version: String(version) }, "snapshot-unfit-version");
  }
  if (width !== image.width || height !== image.height) {
    const sizes = `The snapshot is of ${width} × ${height} pixels, the image of ${image.width} × ${image.height}.`;
    fail("snapshot-unfit", sizes, hint, { width, height, imageWidth: image.width, imageHeight: image.height });
  }
  if (!objects.some(({ info }) => info.id === active)) {
    const message = `The snapshot lacks its active object ${active}.`;
    fail("snapshot-unfit", message, hint, { id: String(active) }, "snapshot-unfit-active");
  }
}
