/** What is done to objects from the panel and by keys. */
import type { ObjectId } from "../annotator/contract";
import type { Annotator } from "../annotator/index";
import type { Tool } from "./tool";

export async function toggle(tool: Tool, id: ObjectId, key: "visible" | "locked"): Promise<void> {
  const object = tool.annotator?.objects.find((one) => one.id === id);
  if (object) await tool.annotator?.updateObject(id, { [key]: !object[key] });
}

/** Opens the field in which an object is named. */
export function rename(tool: Tool, id: ObjectId): void {
  tool.show({ renaming: id, panel: true });
}

export async function finishRenaming(tool: Tool, id: ObjectId, name: string): Promise<void> {
  if (tool.shown.renaming !== id) return; // leaving the field follows its Enter
  tool.show({ renaming: null });
  if (name.trim()) await tool.annotator?.updateObject(id, { name: name.trim() });
}

/** Makes the object `by` places further down the list the active one; after the last comes the first. */
export async function step(annotator: Annotator, by: number): Promise<void> {
  const { objects } = annotator;
  const at = objects.findIndex(({ id }) => id === annotator.active);
  const next = objects.at((at + by) % objects.length);
  if (next) await annotator.select(next.id);
}

/** Merges the active object with the one above it in the list (the first: with the one below). */
export async function mergeWithNeighbour(annotator: Annotator): Promise<void> {
  const { objects, active } = annotator;
  const at = objects.findIndex(({ id }) => id === active);
  const other = objects[at > 0 ? at - 1 : 1];
  if (other) await annotator.mergeObjects([other.id, active]);
}
