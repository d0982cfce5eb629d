/** Keys pressed together, as one text: "Mod+Shift+z", "b", "?". Mod is Ctrl, and ⌘ on a Mac. */

const MAC = /Mac|iP(hone|ad|od)/.test(navigator.platform);
const MODIFIERS = new Set(["Control", "Shift", "Alt", "AltGraph", "Meta", "CapsLock", "Dead", "Process"]);

/** The chord of a key event; null for a modifier alone. */
export function chordOf(event: KeyboardEvent): string | null {
  if (MODIFIERS.has(event.key) || event.isComposing) return null;
  const letter = event.key.length === 1;
  const key = letter ? event.key.toLowerCase() : event.key;
  const cased = !letter || key !== key.toUpperCase(); // Shift is part of "?" itself, not of "Z"
  const parts = [
    (event.ctrlKey || event.metaKey) && "Mod",
    event.altKey && "Alt",
    event.shiftKey && cased && "Shift",
    key === " " ? "Space" : key,
  ];
  return parts.filter(Boolean).join("+");
}

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
