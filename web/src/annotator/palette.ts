/** Colours for objects: their own, their class's, else the next of a row that most eyes tell apart. */
import type { ClassInfo } from "./contract";
import type { Thing } from "./document";

const COLORS = ["#1e8aff", "#ff7a1a", "#12b886", "#e64980", "#f2c200", "#7c5cff", "#00b8d9", "#f03e3e", "#82c91e"];

export function colorOf(
  { id, ownColor, classId }: Pick<Thing, "id" | "ownColor" | "classId">,
  classes: readonly ClassInfo[],
): string {
  const ofClass = classes.find((one) => one.id === classId)?.color;
  return ownColor ?? ofClass ?? COLORS[(id - 1) % COLORS.length] ?? "#1e8aff";
}
