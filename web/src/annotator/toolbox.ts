/** The tools of one annotator: which one is in hand, how it is set, and what its gestures do. */
import type { Box, Click, Point, Tool } from "./contract";
import type { Core } from "./core";
import { clicksOf } from "./document";
import type { Begun } from "./hands/begun";
import { drawBox } from "./hands/box";
import type { Deeds, Hand } from "./hands/hand";
import { HANDS } from "./hands/index";
import { Keyboard } from "./keyboard";
import type { Keys } from "./keys";
import { Pointers } from "./pointers";
import { checkKeys, checkMode, checkRadius, checkTool } from "./validation";

/** What gestures call; every call may fail, which the 'error' event tells. */
export interface Calls {
  click(clicks: Click[]): Promise<unknown>;
  moveClick(index: number, x: number, y: number): Promise<unknown>;
  removeClick(index: number): Promise<unknown>;
  stroke(points: Point[], options: { radius: number; positive: boolean }): Promise<unknown>;
  fillPolygon(points: Point[], options: { positive: boolean }): Promise<unknown>;
  setTargetBox(box: Box | null): void;
  undo(): Promise<unknown>;
  redo(): Promise<unknown>;
  save(): Promise<unknown>;
}

export class Toolbox {
  private chosen: Tool = "click";
  private sign: "add" | "remove" = "add";
  private radius: number;
  /** Those that were in hand: what they have begun waits for them. */
  private readonly hands: Partial<Record<Tool, Hand>>;
  private hand: Hand;
  private readonly deeds: Deeds;
  private readonly keyboard: Keyboard;

  constructor(
    private readonly core: Core,
    size: { width: number; height: number },
    private readonly calls: Calls,
  ) {
    this.radius = Math.max(2, Math.round(Math.max(size.width, size.height) / 80));
    this.deeds = this.makeDeeds(size);
    this.hand = HANDS.click(core.view, this.deeds);
    this.hands = { click: this.hand };
    const hand = () => this.hand;
    const pointers = new Pointers(core.view, hand, core.abort.signal);
    this.keyboard = new Keyboard(core.view, hand, this.deeds, pointers, core.abort.signal);
  }

  get tool(): Tool {
    return this.chosen;
  }

  set tool(tool: Tool) {
    if (checkTool(tool) === this.chosen) return;
    this.hand.cancel();
    this.chosen = tool;
    this.hand = this.hands[tool] ??= HANDS[tool](this.core.view, this.deeds);
    this.core.view.canvas.style.cursor = this.hand.cursor;
    this.hand.hover(null); // shows what waits there
    this.core.events.emit("history"); // undo is for what this hand has begun
    this.tell();
  }

  get mode(): "add" | "remove" {
    return this.sign;
  }

  set mode(mode: "add" | "remove") {
    this.sign = checkMode(mode);
    this.tell();
  }

  get brushRadius(): number {
    return this.radius;
  }

  set brushRadius(radius: number) {
    this.radius = Math.max(0.5, checkRadius(radius));
    this.core.view.redraw();
    this.tell();
  }

  /** Which keys mean what while the image has the focus. */
  get keys(): Keys {
    return this.keyboard.keys;
  }

  set keys(keys: Partial<Keys>) {
    this.keyboard.keys = { ...this.keyboard.keys, ...checkKeys(keys) };
  }

  /** What the tool in hand has begun. */
  get begun(): Begun {
    return this.hand.begun;
  }

  showTarget(box: Box | null): void {
    this.core.view.sketch("target", box && ((context, scale) => drawBox(context, scale, box)));
  }

  private tell(): void {
    this.core.events.emit("tool", this.chosen);
  }

  private makeDeeds(size: { width: number; height: number }): Deeds {
    const toolbox = this;
    const { core, calls } = this;
    const run = (work: Promise<unknown>) => void work.catch(() => null); // told by the 'error' event
    return {
      size,
      get mode() {
        return toolbox.sign;
      },
      get brushRadius() {
        return toolbox.radius;
      },
      get color() {
        return core.color;
      },
      get clicks() {
        return clicksOf(core.document.active);
      },
      click: (clicks) => run(calls.click(clicks)),
      moveClick: (index, { x, y }) => run(calls.moveClick(index, x, y)),
      removeClick: (index) => run(calls.removeClick(index)),
      stroke: (points, positive) => run(calls.stroke(points, { radius: toolbox.radius, positive })),
      fill: (points, positive) => run(calls.fillPolygon(points, { positive })),
      target: (box) => run(Promise.resolve().then(() => calls.setTargetBox(box))),
      point: (click) => core.foresight.point(click),
      outside: () => core.hint({ code: "click-outside", message: "Click on the image." }, {}, "click-on-image"),
      begun: () => core.events.emit("history"),
      say: (text, wording) => core.view.say(core.speech.say(text, wording)),
      undo: () => run(calls.undo()),
      redo: () => run(calls.redo()),
      save: () => run(calls.save()),
    };
  }
}
