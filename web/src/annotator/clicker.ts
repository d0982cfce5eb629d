/**
 * Clicks on objects, by the one session that the engine has for the image.
 *
 * The session follows the active object. It knows a row of states, each named by the list of acts that led to it: after
 * undo and redo it goes to the state of that very list, so that a click taken back is taken back exactly; a mask drawn
 * by hand is handed over; for anything else the session begins anew from the object's pixels.
 */
import type { Box, Click, Patch, Timings } from "../engine/protocol";
import type { Act, Cutout } from "./contract";
import { combine, widened, XOR } from "./cutouts";
import { clicksOf, type Thing } from "./document";
import { painted } from "./edits";
import type { Link } from "./link";
import { Shape } from "./shape";
import { NO_TIME, sum } from "./timings";

/** An object after a click: not yet in the document. */
export interface Clicked {
  thing: Thing;
  shape: Shape;
  ms: Timings;
}

export class Clicker {
  /** The session's states, oldest first, by the acts that led there. */
  private states: (readonly Act[])[] = [];
  private at = 0;
  private generation = 0;

  constructor(
    private readonly link: Link,
    private readonly size: { width: number; height: number },
  ) {}

  /** Runs one click on an object. */
  async click(thing: Thing, shape: Shape, click: Click, window: Box | null): Promise<Clicked> {
    await this.follow(thing, shape);
    return this.run(thing, shape, click, window);
  }

  /** What a click would make of an object; null when it gave way to something else. The session stays as it is. */
  async preview(thing: Thing, shape: Shape, click: Click, window: Box | null): Promise<Shape | null> {
    await this.follow(thing, shape);
    const answer = await this.link.ask("preview", { ...click, window });
    return answer && withPatch(shape, answer.foreseen);
  }

  /** Does an object's acts again from its start; each click looks where it looked before. */
  async replay(thing: Thing, acts: readonly Act[]): Promise<Clicked> {
    this.forget();
    try {
      return await this.replayAll(thing, acts);
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  private async replayAll(thing: Thing, acts: readonly Act[]): Promise<Clicked> {
    let done: Thing = { ...thing, acts: [] };
    let shape = thing.start;
    let ms = NO_TIME;
    for (const act of acts) {
      if ("click" in act) {
        const clicked = await this.click(done, shape, act.click, act.window ?? null);
        ms = sum(ms, clicked.ms);
        ({ thing: done, shape } = clicked);
      } else {
        done = { ...done, acts: [...done.acts, act] };
        shape = painted(shape, act.pixels, act.positive);
      }
    }
    return { thing: done, shape, ms };
  }

  /** The session's state no longer is what the acts say: the overlap rule changed it, or the click was not taken. */
  forget(): void {
    this.states = [];
    this.at = 0;
  }

  private async run(thing: Thing, shape: Shape, click: Click, window: Box | null): Promise<Clicked> {
    const acts = [...thing.acts, { click, window }];
    const { state, ms } = await this.link.ask("click", { ...click, window });
    this.step(acts, state.steps);
    return { thing: { ...thing, acts }, shape: withPatch(shape, state.patch), ms };
  }

  /** Brings the session to where the object is. */
  private async follow(thing: Thing, shape: Shape): Promise<void> {
    await this.link.connect();
    if (this.generation !== this.link.generation) this.forget();
    this.generation = this.link.generation;
    const place = this.states.lastIndexOf(thing.acts);
    if (place >= 0) await this.move(place);
    else if (this.drawn(thing)) await this.handOver(thing, shape);
    else await this.begin(thing, shape);
  }

  private async move(place: number): Promise<void> {
    if (place !== this.at) await this.link.ask("move", { steps: this.at - place });
    this.at = place;
  }

  /** Whether the object came from the session's present state by hand alone. */
  private drawn({ acts }: Thing): boolean {
    const known = this.states[this.at];
    if (!known || known.length > acts.length || known.length === 0) return false;
    return acts.every((act, at) => act === known[at] || (at >= known.length && "pixels" in act));
  }

  private async handOver({ acts }: Thing, shape: Shape): Promise<void> {
    const { steps } = await this.link.ask("setMask", { mask: this.whole(shape) });
    this.step(acts, steps);
  }

  private async begin(thing: Thing, shape: Shape): Promise<void> {
    this.forget();
    const mask = shape.area > 0 ? this.whole(shape) : null;
    await this.link.ask("begin", { mask, clicks: clicksOf(thing) });
    this.states = [thing.acts];
  }

  /** The session took a step; it keeps as many of its states as it says. */
  private step(acts: readonly Act[], steps: number): void {
    this.states = [...this.states.slice(0, this.at + 1), acts].slice(-(steps + 1));
    this.at = this.states.length - 1;
  }

  private whole(shape: Shape): Uint8Array<ArrayBuffer> {
    return shape.whole(this.size.width, this.size.height).bits;
  }
}

function withPatch(shape: Shape, patch: Patch | null): Shape {
  return patch ? put(shape, { box: widened(patch.box), bits: patch.bits }) : shape;
}

/** A shape with the content of a box replaced. */
function put(shape: Shape, content: Cutout): Shape {
  const flips = combine(content, shape.cutout, XOR, content.box);
  return Shape.of(combine(shape.cutout, flips, XOR));
}
