/** From key events to commands. */
import { chordOf, isTyping } from "./chords";
import type { Tool } from "./tool";

/** The canvas has the first say on these: its crosshair and its polygons use them. */
const CANVAS_FIRST = new Set(["Enter", "Escape", "Delete", "Backspace"]);

/** Listens until `signal` is aborted. */
export function listenForKeys(tool: Tool, signal: AbortSignal): void {
  const { keys } = tool.settings;
  const place = keys === "focus" ? tool.host : keys === "page" ? document : keys;
  const early = (event: Event) => hear(tool, event as KeyboardEvent, false);
  const late = (event: Event) => hear(tool, event as KeyboardEvent, true);
  place.addEventListener("keydown", early, { signal, capture: true });
  place.addEventListener("keydown", late, { signal });
}

function hear(tool: Tool, event: KeyboardEvent, late: boolean): void {
  if (event.defaultPrevented || late !== CANVAS_FIRST.has(event.key)) return;
  if (tool.shown.sheet || isTyping(event) || pressesButton(event)) return;
  const chord = chordOf(event);
  const command = chord && tool.shortcuts.command(chord);
  if (!command) return;
  event.preventDefault();
  event.stopPropagation();
  tool.run(command);
}

/** Enter and Space on a button press it, and mean nothing else; keys in an open menu move in it. */
function pressesButton(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return false;
  if (target.closest("dialog, [popover]")) return true;
  return (event.key === "Enter" || event.key === " ") && target.closest("button, a, summary") !== null;
}
