/** What all parts of an annotator share: the document, the queue of requests, what is told of them. */
import { createNanoEvents } from "nanoevents";
import { DESTROYED } from "../engine/client";
import { AnnotatorError, asAnnotatorError, type Wording } from "../engine/errors";
import type { Click } from "../engine/protocol";
import { changeOf, describe } from "./changes";
import { Clicker } from "./clicker";
import type { ClassInfo, Hint, ObjectId } from "./contract";
import { combine, WITHOUT } from "./cutouts";
import { type Action, clicksOf, type Delta, Document, type Thing } from "./document";
import type { Change, Emitter, Events } from "./events";
import { fail } from "./fail";
import { Foresight } from "./foresight";
import type { Link } from "./link";
import { colorOf } from "./palette";
import type { Comparison } from "./scene";
import { Shape } from "./shape";
import type { Speech } from "./speech";
import { View } from "./view";

const LABEL =
  "Image to annotate. Arrow keys move a crosshair, Enter adds there, Shift and Enter removes. Control and Z takes back.";

export class Core {
  readonly document: Document;
  readonly events: Emitter = createNanoEvents<Events>();
  readonly abort = new AbortController();
  readonly view: View;
  readonly clicker: Clicker;
  /** Whether the active object is shown as it began. */
  compare = false;
  readonly foresight: Foresight;
  private pending = 0;
  /** Whether something runs that no request waits for. */
  private besides = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    bitmap: ImageBitmap,
    readonly link: Link,
    private spoken: Speech,
    foresee: (click: Click) => Promise<Shape | null>,
  ) {
    const document = new Document((id) => this.spoken.say(`Object ${id}`, { name: "object", values: { id } }));
    this.document = document;
    this.view = new View(bitmap, {
      get objects() {
        return document.objects;
      },
      get active() {
        return document.facts.active;
      },
      shape: (id) => document.shape(id),
    });
    this.speech = spoken;
    this.clicker = new Clicker(link, bitmap);
    this.foresight = new Foresight(this, foresee);
  }

  /** Runs `work` after everything asked for before, and tells the listeners how it stands and what failed. */
  async request<T>(work: () => Promise<T> | T): Promise<T> {
    this.foresight.forget();
    if (this.besides) this.link.hurry();
    this.events.emit("busy", ++this.pending);
    const result = this.turn.then(() => (this.abort.signal.aborted ? destroyed() : work()));
    this.turn = result.catch(() => null);
    try {
      return await result;
    } catch (error) {
      throw this.report(error);
    } finally {
      this.events.emit("busy", --this.pending);
    }
  }

  /** Runs `work` while nobody has asked for anything, and hurries it when somebody does; nobody is told of it. */
  async aside<T>(work: () => Promise<T | null>): Promise<T | null> {
    if (this.pending > 0 || this.besides || this.abort.signal.aborted) return null;
    this.besides = true;
    const result = this.turn.then(work).catch(() => null); // the next request will fail likewise, and tell
    this.turn = result.finally(() => {
      this.besides = false;
    });
    return result;
  }

  /** Resolves when everything asked for before is done. */
  async settled(): Promise<void> {
    await this.turn;
  }

  /** The active object, to be changed. */
  writable(id = this.document.facts.active): Thing {
    const thing = this.document.thing(id);
    if (!thing.locked) return thing;
    const hint = "Unlock it in the list of objects, or begin another one.";
    return fail("object-locked", `${thing.name} is locked.`, hint, { name: thing.name });
  }

  /** Takes an action and tells it; `extra` is added to the change that listeners and the caller get. */
  perform<T extends object>(action: Action, extra?: T): Change & T {
    return this.tell(this.document.act(action), extra);
  }

  /** Adds objects, in place of those that nobody has touched, as one action; the last one is active. */
  adopt(added: readonly Thing[], classes: readonly ClassInfo[]): ObjectId[] {
    const { document } = this;
    const { things, active } = document.facts;
    const kept = things.filter((thing) => added.length === 0 || !isBlank(thing, document.shape(thing.id)));
    const facts = { things: [...kept, ...added], active: added.at(-1)?.id ?? active, classes };
    this.perform({ facts, edits: added.map(({ id, start }) => ({ id, shape: start })) });
    return added.map(({ id }) => id);
  }

  /** Tells what an action, its undoing or its redoing did. */
  tell<T extends object>(deltas: readonly Delta[], extra?: T): Change & T {
    const { active } = this.document.facts;
    const change = { ...changeOf(deltas, active), ...(extra as T) };
    const shown = deltas.find(({ id }) => id === active);
    if (shown) this.view.flash(shown.flips);
    this.show();
    this.view.say(describe(change, this.speech));
    this.events.emit("change", change);
    this.events.emit("objects");
    this.events.emit("history");
    return change;
  }

  /** A change of nothing. */
  get nothing(): Change {
    return changeOf([], this.document.facts.active);
  }

  /** Makes an object the active one. */
  select(id: ObjectId): void {
    this.document.select(id);
    this.show();
    this.events.emit("objects");
  }

  /** Shows the document as it is now. */
  show(): void {
    this.view.instead = this.compare ? comparison(this.document) : null;
    this.view.showClicks(clicksOf(this.document.active));
    this.view.redraw();
  }

  /** The active object's. */
  get color(): string {
    return colorOf(this.document.active, this.document.facts.classes);
  }

  get speech(): Speech {
    return this.spoken;
  }

  set speech(speech: Speech) {
    this.spoken = speech;
    this.view.label = speech.say(LABEL, { name: "label", values: {} });
  }

  /** Tells something that is no error; `values` are what its translations tell, which know it by `name`. */
  hint({ code, message }: Hint, values: Wording["values"] = {}, name: string = code): void {
    const told = this.speech.say(message, { name, values });
    this.view.say(told);
    this.events.emit("hint", { code, message: told });
  }

  report(error: unknown): AnnotatorError {
    const coded = this.speech.tell(asAnnotatorError(error));
    this.view.say(`${coded.message} ${coded.hint}`);
    this.events.emit("error", coded);
    return coded;
  }

  destroy(): void {
    this.abort.abort();
    this.foresight.forget();
    this.events.events = {};
    this.view.destroy();
    this.link.close();
  }
}

function comparison(document: Document): Comparison {
  const { id, start } = document.active;
  const { cutout } = document.shape(id);
  const added = Shape.of(combine(cutout, start.cutout, WITHOUT));
  return { start, added, removed: Shape.of(combine(start.cutout, cutout, WITHOUT)) };
}

function isBlank({ acts, classId, locked }: Thing, { area }: Shape): boolean {
  return area === 0 && acts.length === 0 && classId === null && !locked;
}

function destroyed(): never {
  throw new AnnotatorError(DESTROYED);
}
