/** Whether a person wants to see what a click would do, kept in the browser's local storage or another memory. */
import type { Hover } from "../annotator/index";
import type { ShortcutMemory } from "./shortcuts";

const STORED = "focalclick.hover";

/** What was chosen; "auto" where nothing was. */
export function keptHover(memory?: ShortcutMemory): Hover {
  try {
    const kept = (memory ?? localStorage).getItem(STORED);
    return kept === null ? "auto" : kept === "true";
  } catch {
    return "auto";
  }
}

export function keepHover(hover: boolean, memory?: ShortcutMemory): void {
  try {
    (memory ?? localStorage).setItem(STORED, String(hover));
  } catch {
    // A page may forbid storage: the choice then lasts as long as the image.
  }
}
