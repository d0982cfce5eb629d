/** What keys do while the image has the focus. A page may give them other keys (`Annotator.keys`). */

/** By command: the chords that mean it. Where two commands share one, the first that has something to do takes it. */
export const KEYS = {
  /** Leaves a click chosen by keys, drops what a tool has begun (clicks are collected with Ctrl held), hides the crosshair. */
  drop: ["Escape", "Mod+Escape"],
  /** Takes the last point of what a tool has begun back. */
  back: ["Backspace"],
  /** Choose one of the active object's clicks, the newest first; arrow keys and `place` move it. */
  mark: ["m"],
  markBefore: ["Shift+m"],
  unmark: ["Delete", "Backspace"],
  /** Move the crosshair by ten pixels of the screen, with Alt by one of the image. */
  left: ["ArrowLeft"],
  right: ["ArrowRight"],
  up: ["ArrowUp"],
  down: ["ArrowDown"],
  /** Use the tool at the crosshair, or for the opposite; without one, `place` ends what the tool has begun. */
  place: ["Enter"],
  oppose: ["Shift+Enter"],
  undo: ["Mod+z"],
  redo: ["Mod+Shift+z", "Mod+y"],
  save: ["Mod+s"],
  zoomIn: ["+", "="],
  zoomOut: ["-"],
  fit: ["0"],
  /** Held: the bare image, and drags that move the view. */
  bare: ["h"],
  grab: ["Space"],
} as const satisfies Record<string, readonly string[]>;

export type KeyCommand = keyof typeof KEYS;
export type Keys = Readonly<Record<KeyCommand, readonly string[]>>;

/** The commands that a chord means. With Alt, the arrows' own chords mean a fine step. */
export function commandsOf(chord: string, keys: Keys): KeyCommand[] {
  const commands = Object.keys(keys) as KeyCommand[];
  const meant = commands.filter((command) => keys[command].includes(chord));
  const coarse = chord.replace("Alt+", "");
  return meant.length > 0
    ? meant
    : commands.filter((command) => command in DIRECTIONS && keys[command].includes(coarse));
}

export const DIRECTIONS = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
} as const;
