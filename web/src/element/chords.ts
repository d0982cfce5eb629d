/** How chords are written for people, and which keys are none; `chordOf` tells what was pressed. */

const MAC = /Mac|iP(hone|ad|od)/.test(navigator.platform);

const NAMES: Record<string, string> = {
  Mod: MAC ? "⌘" : "Ctrl",
  Alt: MAC ? "⌥" : "Alt",
  Shift: MAC ? "⇧" : "Shift",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
};

/** The chord's keys as they are written on a keyboard. */
export function keyCaps(chord: string): string[] {
  const parts = chord === "+" ? ["+"] : chord.replace(/\+\+$/, "+plus").split("+");
  return parts.map((part) =>
    part === "plus" ? "+" : (NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)),
  );
}

/** The chord in one word, for tooltips. */
export function chordText(chord: string): string {
  return keyCaps(chord).join(MAC ? "" : "+");
}

/** Whether a key event means text that is being written, and no command. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !["radio", "checkbox", "range", "button", "file"].includes(target.type);
}
