/** Keys while the image has the focus: the table of `keys.ts`, and what each of its commands does. */
import { chordOf } from "./chords";
import { Crosshair } from "./crosshair";
import type { Deeds, Hand } from "./hands/hand";
import { commandsOf, DIRECTIONS, KEYS, type KeyCommand, type Keys } from "./keys";
import { MarkKeys } from "./mark_keys";
import type { Pointers } from "./pointers";
import type { View } from "./view";

const KEY_ZOOM = 1.25;

/** Does a command; false where there is nothing to do, so that the key may mean something else. */
type Action = (event: KeyboardEvent) => boolean;

export class Keyboard {
  keys: Keys = KEYS;
  private readonly crosshair: Crosshair;
  private readonly marks: MarkKeys;
  /** What ends when a key is let go, by the key. */
  private readonly held = new Map<string, () => void>();
  private readonly actions: Record<KeyCommand, Action>;

  constructor(
    private readonly view: View,
    private readonly hand: () => Hand,
    private readonly deeds: Deeds,
    private readonly pointers: Pointers,
    signal: AbortSignal,
  ) {
    const { canvas } = view;
    this.crosshair = new Crosshair(view, deeds.size);
    this.marks = new MarkKeys(view, deeds);
    this.actions = this.makeActions();
    canvas.addEventListener("keydown", (event) => this.down(event) && event.preventDefault(), { signal });
    canvas.addEventListener("keyup", (event) => this.up(event), { signal });
    canvas.addEventListener("blur", () => this.leave(), { signal });
  }

  private down(event: KeyboardEvent): boolean {
    const chord = chordOf(event);
    return chord !== null && commandsOf(chord, this.keys).some((command) => this.actions[command](event));
  }

  private up({ key, code }: KeyboardEvent): void {
    if (key === "Control" || key === "Meta") this.hand().collected();
    this.held.get(code)?.();
    this.held.delete(code);
  }

  private leave(): void {
    this.marks.leave();
    this.crosshair.hide();
    for (const release of this.held.values()) release();
    this.held.clear();
  }

  private makeActions(): Record<KeyCommand, Action> {
    const { crosshair, marks, deeds, view } = this;
    const always = (act: () => void) => () => {
      act();
      return true;
    };
    const arrow = (by: readonly [number, number]) => (event: KeyboardEvent) => this.arrow(by, event);
    return {
      drop: () => marks.leave() || this.hand().drop() || crosshair.hide(),
      back: () => this.hand().begun.back(),
      mark: () => marks.choose(1),
      markBefore: () => marks.choose(-1),
      unmark: () => marks.remove(),
      left: arrow(DIRECTIONS.left),
      right: arrow(DIRECTIONS.right),
      up: arrow(DIRECTIONS.up),
      down: arrow(DIRECTIONS.down),
      place: () => marks.confirm() || this.tap(false) || this.hand().close(),
      oppose: () => this.tap(true),
      undo: always(deeds.undo),
      redo: always(deeds.redo),
      save: always(deeds.save),
      zoomIn: always(() => view.move((viewport) => viewport.zoom(KEY_ZOOM))),
      zoomOut: always(() => view.move((viewport) => viewport.zoom(1 / KEY_ZOOM))),
      fit: always(() => view.move((viewport) => viewport.fit())),
      bare: this.hold((on) => {
        view.hidden = on;
      }),
      grab: this.hold((on) => {
        this.pointers.space = on;
      }),
    };
  }

  /** Something that is so while the key is held. */
  private hold(set: (on: boolean) => void): Action {
    return ({ code }) => {
      set(true);
      this.held.set(code, () => set(false));
      return true;
    };
  }

  /** Moves the chosen click or the crosshair. */
  private arrow(by: readonly [number, number], { altKey }: KeyboardEvent): boolean {
    const { crosshair, marks, view } = this;
    const step = altKey ? 1 : Math.max(1, Math.round(10 / view.viewport.scale));
    if (marks.pixel) marks.move(crosshair.beside(marks.pixel, by, step));
    else crosshair.move(by, step);
    return true;
  }

  private tap(opposite: boolean): boolean {
    const { pixel } = this.crosshair;
    if (!pixel) return false;
    this.hand().tap({ place: pixel, point: this.view.viewport.toView(pixel), opposite, collects: false });
    return true;
  }
}
