/** What is done to objects from the panel and by keys. */
import type { ObjectId } from "../annotator/contract";
import type { Annotator } from "../annotator/index";
import type { Tool } from "./tool";

/** The object that a command is for: the one whose row has the keyboard's focus, else the active one. */
export function meant({ root }: Tool, { active, objects }: Annotator): ObjectId {
  const row = root.querySelector<HTMLElement>(".object:has(:focus-visible)");
  return objects.find(({ id }) => `${id}` === row?.dataset.id)?.id ?? active;
}

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

/** Makes the object `by` places further down the list the active one; after the last comes the first. A focus in the list goes along. */
export async function step(tool: Tool, annotator: Annotator, by: number): Promise<void> {
  const { objects } = annotator;
  const from = meant(tool, annotator);
  const next = objects.at((objects.findIndex(({ id }) => id === from) + by) % objects.length);
  if (!next) return;
  if (tool.root.activeElement?.closest(".object"))
    tool.root.querySelector<HTMLElement>(`.object[data-id="${next.id}"] .name`)?.focus();
  await annotator.select(next.id);
}

/** Merges an object with the one above it in the list (the first: with the one below). */
export async function mergeWithNeighbour(annotator: Annotator, object: ObjectId): Promise<void> {
  const { objects } = annotator;
  const at = objects.findIndex(({ id }) => id === object);
  const other = objects[at > 0 ? at - 1 : 1];
  if (other) await annotator.mergeObjects([other.id, object]);
}
