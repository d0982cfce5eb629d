/** Clicks by the network: one, several, and a row of clicks done again with one of them elsewhere or left out. */
import type { Box, Click } from "../engine/protocol";
import type { Clicked } from "./clicker";
import type { Act, ClickAct, Point } from "./contract";
import type { Core } from "./core";
import { clicksOf, difference } from "./document";
import { reshape } from "./edits";
import type { ClickChange } from "./events";
import type { Shape } from "./shape";
import { NO_TIME, sum } from "./timings";
import { checkClick, checkIndex } from "./validation";

/** A window is used when it shows less of the image than this. */
const CLOSE = 0.6;

export class Clicking {
  /** The box that clicks look at, chosen by hand. */
  target: Box | null = null;

  constructor(
    private readonly core: Core,
    private readonly size: { width: number; height: number },
  ) {}

  click(click: Click): Promise<ClickChange> {
    return this.many([click]);
  }

  /** Several clicks as one action. */
  async many(clicks: readonly Click[]): Promise<ClickChange> {
    const { core } = this;
    const checked = clicks.map((click) => this.check(click));
    const window = this.window();
    const done = checked.map((click) => core.view.markers.showBusy(click));
    return core
      .request(async () => {
        core.writable();
        return this.take(await this.run(checked, window), checked);
      })
      .finally(() => done.forEach((end) => void end()));
  }

  /** The pixels that a click would change; null when something else is to be done. */
  foresee(click: Click): Promise<Shape | null> {
    const { core } = this;
    const window = this.window();
    return core.aside(async () => {
      const { document } = core;
      const thing = document.active;
      const shape = document.shape(thing.id);
      if (thing.locked || !thing.visible) return null;
      const wanted = await core.clicker.preview(thing, shape, click, window);
      return wanted && difference(shape, reshape(document, thing, wanted).edits[0]?.shape ?? wanted);
    });
  }

  /** Puts a click elsewhere, and does again what followed. It looks where it looked before, unless it left that part. */
  move(index: number, to: Point): Promise<ClickChange> {
    const sight = this.window();
    return this.again(index, ({ click: { positive }, window = null }) => {
      const click = this.check({ ...to, positive });
      return [{ click, window: window && !isInside(click, window) ? sight : window }];
    });
  }

  /** Leaves a click out, and does again what followed. */
  remove(index: number): Promise<ClickChange> {
    return this.again(index, () => []);
  }

  private again(index: number, instead: (act: ClickAct) => Act[]): Promise<ClickChange> {
    const { core } = this;
    return core.request(async () => {
      const thing = core.writable();
      checkIndex(index, clicksOf(thing).length);
      let left = index;
      const acts = thing.acts.flatMap((act) => ("click" in act && left-- === 0 ? instead(act) : [act]));
      return this.take(await core.clicker.replay(thing, acts), []);
    });
  }

  /** Runs clicks on the active object one after another. */
  private async run(clicks: readonly Click[], window: Box | null): Promise<Clicked> {
    const { clicker, document } = this.core;
    const thing = document.active;
    let clicked: Clicked = { thing, shape: document.shape(thing.id), ms: NO_TIME };
    for (const click of clicks) {
      const next = await clicker.click(clicked.thing, clicked.shape, click, window);
      clicked = { ...next, ms: sum(clicked.ms, next.ms) };
    }
    return clicked;
  }

  private take({ thing, shape, ms }: Clicked, clicks: readonly Click[]): ClickChange {
    const { core } = this;
    const action = reshape(core.document, thing, shape);
    if (action.edits[0]?.shape !== shape) core.clicker.forget();
    const change = core.perform(action, { ms });
    if (clicks.length > 0) core.foresight.note(ms.total / clicks.length);
    if (!change.changed) this.explain(clicks);
    return change;
  }

  /** Why a click that changed nothing did not. */
  private explain(clicks: readonly Click[]): void {
    const shape = this.core.document.shape(this.core.document.facts.active);
    const last = clicks.at(-1);
    if (!last) return;
    const settled = shape.has(last.x, last.y) === last.positive;
    const message = settled
      ? `Nothing to change: that pixel ${last.positive ? "belongs to the object already" : "is outside the object already"}.`
      : `The network found nothing to ${last.positive ? "add" : "remove"} there. Click once more, or use the ${last.positive ? "brush" : "eraser"}.`;
    const values = { settled: String(settled), positive: String(last.positive) };
    this.core.hint({ code: "click-without-effect", message }, values);
  }

  /** Where clicks look: the box chosen by hand, else what is in sight when that is a small part of the image. */
  private window(): Box | null {
    if (this.target) return this.target;
    const { x0, y0, x1, y1 } = this.core.view.viewport.visible;
    const share = ((x1 - x0) * (y1 - y0)) / (this.size.width * this.size.height);
    return share > 0 && share < CLOSE ? { x0, y0, x1, y1 } : null;
  }

  private check(click: Click): Click {
    try {
      return checkClick(click, this.size);
    } catch (error) {
      throw this.core.report(error);
    }
  }
}

function isInside({ x, y }: Point, { x0, y0, x1, y1 }: Box): boolean {
  return x0 <= x && x < x1 && y0 <= y && y < y1;
}
