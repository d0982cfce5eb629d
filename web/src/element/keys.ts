/** From key events to commands. */
import { chordOf } from "../annotator/chords";
import { isTyping } from "./chords";
import type { Tool } from "./tool";

/** Listens until `signal` is aborted; keys that mean something on the image are heard after it, and only if it left them. */
export function listenForKeys(tool: Tool, signal: AbortSignal): void {
  const { keys } = tool.settings;
  const place = keys === "focus" ? tool.host : keys === "page" ? document : keys;
  const early = (event: Event) => hear(tool, event as KeyboardEvent, false);
  const late = (event: Event) => hear(tool, event as KeyboardEvent, true);
  place.addEventListener("keydown", early, { signal, capture: true });
  place.addEventListener("keydown", late, { signal });
}

function hear(tool: Tool, event: KeyboardEvent, late: boolean): void {
  const chord = chordOf(event);
  if (!chord || event.defaultPrevented || late !== tool.shortcuts.meansOnImage(chord)) return;
  if (tool.shown.sheet || isTyping(event) || pressesButton(event)) return;
  const command = tool.shortcuts.command(chord);
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
