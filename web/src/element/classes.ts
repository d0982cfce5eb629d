/** What is done to classes: given to objects, added, renamed, recoloured, deleted. All of it can be undone. */
import type { ClassInfo } from "../annotator/contract";
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

/** The classes that an image begins with: those of the image before it, and those given for all. */
export function withClasses(given: readonly ClassInfo[], before: readonly ClassInfo[]): readonly ClassInfo[] {
  return [...before, ...given.filter(({ id }) => !before.some((one) => one.id === id))];
}

/** Gives the class of that place in the list to the active object; a second time takes it away. */
export async function chooseClass(tool: Tool, index: number): Promise<void> {
  const { annotator } = tool;
  const chosen = annotator?.classes[index];
  if (!annotator || !chosen) return;
  const active = annotator.objects.find(({ id }) => id === annotator.active);
  await annotator.updateObject(annotator.active, { classId: active?.classId === chosen.id ? null : chosen.id });
}

/** Adds a class and gives it to the active object; without a name nothing is added. */
export async function addClass(tool: Tool, name: string): Promise<void> {
  const { annotator } = tool;
  const open = tool.shown.addingClass;
  tool.show({ addingClass: false });
  const label = name.trim();
  if (!annotator || !open || !label) return;
  const { classes } = annotator;
  if (!named(annotator, label)) {
    const color = CLASS_COLORS[classes.length % CLASS_COLORS.length] ?? "";
    annotator.classes = [...classes, { id: freeId(classes, label), name: label, color }];
  }
  await chooseClass(
    tool,
    annotator.classes.findIndex((one) => one.name === label),
  );
}

/** Gives a class another name, which no other one has. */
export function renameClass(tool: Tool, { id }: ClassInfo, name: string): void {
  const { annotator } = tool;
  const label = name.trim();
  const same = annotator && named(annotator, label);
  if (same && same.id !== id) tool.status = tool.say("class-taken", { name: label });
  else if (label && !same) change(annotator, id, { name: label });
  tool.update(); // the field shows the name that it has
}

export function recolorClass({ annotator }: Tool, { id }: ClassInfo, color: string): void {
  change(annotator, id, { color });
}

/** Deletes a class; its objects stay, without a class. */
export function deleteClass({ annotator }: Tool, { id }: ClassInfo): void {
  if (annotator) annotator.classes = annotator.classes.filter((one) => one.id !== id);
}

function change(annotator: Annotator | null, id: string, given: Partial<ClassInfo>): void {
  if (annotator) annotator.classes = annotator.classes.map((one) => (one.id === id ? { ...one, ...given } : one));
}

function named({ classes }: Annotator, name: string): ClassInfo | undefined {
  return classes.find((one) => one.name === name);
}

/** The name itself, unless a class that is called otherwise by now began with it. */
function freeId(classes: readonly ClassInfo[], name: string): string {
  let id = name;
  for (let number = 2; classes.some((one) => one.id === id); number++) id = `${name} ${number}`;
  return id;
}
