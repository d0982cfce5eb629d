/** Keys pressed together, as one text: "Mod+Shift+z", "b", "?". Mod is Ctrl, and ⌘ on a Mac. */

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
