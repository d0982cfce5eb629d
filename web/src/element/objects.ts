/** What is done to objects and classes from the panel and by keys. */
import type { ObjectId } from "../annotator/contract";
import type { Annotator } from "../annotator/index";
import type { Tool } from "./tool";

/** Colours for new classes: told apart by most eyes, and seen on most photographs. */
export const CLASS_COLORS = [
  "#3b82f6",
  "#f97316",
  "#10b981",
  "#ec4899",
  "#eab308",
  "#8b5cf6",
  "#06b6d4",
  "#ef4444",
  "#84cc16",
];

/** Gives the class of that place in the list to the active object; a second time takes it away. */
export async function chooseClass(tool: Tool, index: number): Promise<void> {
  const { annotator } = tool;
  const chosen = annotator?.classes[index];
  if (!annotator || !chosen) return;
  const { classId } = activeObject(annotator);
  await annotator.updateObject(annotator.active, { classId: classId === chosen.id ? null : chosen.id });
}

/** Adds a class and gives it to the active object; without a name nothing is added. */
export async function addClass(tool: Tool, name: string): Promise<void> {
  const { annotator } = tool;
  const open = tool.shown.addingClass;
  tool.show({ addingClass: false });
  const label = name.trim();
  if (!annotator || !open || !label) return;
  const { classes } = annotator;
  if (!classes.some((one) => one.name === label)) {
    const color = CLASS_COLORS[classes.length % CLASS_COLORS.length] ?? "";
    annotator.classes = [...classes, { id: label, name: label, color }];
  }
  await chooseClass(
    tool,
    annotator.classes.findIndex((one) => one.name === label),
  );
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

function activeObject(annotator: Annotator): Annotator["objects"][number] {
  const object = annotator.objects.find(({ id }) => id === annotator.active);
  if (!object) throw new Error(`object ${annotator.active} is not in the list`);
  return object;
}
