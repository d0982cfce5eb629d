/** What is annotated: objects with their pixels, classes, and one history over all of it. */
import type { Click } from "../engine/protocol";
import type { Act, ClassInfo, ObjectId, ObjectInfo, Overlap } from "./contract";
import { combine, XOR } from "./cutouts";
import { fail } from "./fail";
import { type Entry, History, sizeOf } from "./history";
import { colorOf } from "./palette";
import { Shape } from "./shape";

/** What is known of an object beside its pixels; replaced, never changed. */
export interface Thing {
  readonly id: ObjectId;
  readonly name: string;
  readonly classId: string | null;
  /** Its own colour; null where its class or the palette chooses. */
  readonly ownColor: string | null;
  readonly visible: boolean;
  readonly locked: boolean;
  /** The pixels it began with, and what was done to them since. */
  readonly start: Shape;
  readonly acts: readonly Act[];
}

/** The small part of a document; replaced as a whole by every action. */
export interface Facts {
  readonly things: readonly Thing[];
  readonly active: ObjectId;
  readonly classes: readonly ClassInfo[];
}

/** Something to do: other facts, and new pixels for some objects. */
export interface Action {
  facts: Facts;
  edits: { id: ObjectId; shape: Shape }[];
}

/** What an action, its undoing or its redoing did to an object's pixels. */
export interface Delta {
  id: ObjectId;
  /** The pixels that changed. */
  flips: Shape;
  added: number;
  removed: number;
}

export class Document {
  overlap: Overlap = "allow";
  facts: Facts;
  private readonly history = new History();
  private readonly shapes = new Map<ObjectId, Shape>();
  private lastId: ObjectId = 0;
  private infos = new Map<ObjectId, { thing: Thing; shape: Shape; color: string; info: ObjectInfo }>();
  private listed: readonly ObjectInfo[] = [];

  /** `nameOf` names an object by its number. */
  constructor(private readonly nameOf: (id: ObjectId) => string) {
    const first = this.newThing({});
    this.facts = { things: [first], active: first.id, classes: [] };
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  get active(): Thing {
    return this.thing(this.facts.active);
  }

  get nextId(): ObjectId {
    return this.lastId + 1;
  }

  /** The object `id`; there must be one. */
  thing(id: ObjectId): Thing {
    const { things } = this.facts;
    const found = things.find((one) => one.id === id);
    if (found) return found;
    const known = things.map((one) => one.id).join(", ");
    return fail("object-unknown", `There is no object ${id}.`, `Known are ${known}.`, { id: String(id), known });
  }

  shape(id: ObjectId): Shape {
    return this.shapes.get(id) ?? Shape.EMPTY;
  }

  /** All objects; the same array, and the same objects in it, while nothing about them changed. */
  get objects(): readonly ObjectInfo[] {
    const infos = this.facts.things.map((thing) => this.info(thing));
    const same = infos.length === this.listed.length && infos.every((info, at) => info === this.listed[at]);
    if (!same) this.listed = infos;
    return this.listed;
  }

  /** Objects with pixels that are not as the document began. */
  get worked(): ObjectId[] {
    const known = new Set(this.history.oldest?.before.things ?? this.facts.things);
    return this.facts.things.filter((thing) => !known.has(thing) && this.shapes.has(thing.id)).map(({ id }) => id);
  }

  /** A new object, not yet in the document. */
  newThing(given: Partial<Omit<Thing, "id">>): Thing {
    const id = ++this.lastId;
    const plain = { name: this.nameOf(id), classId: null, ownColor: null, visible: true, locked: false };
    return { ...plain, start: Shape.EMPTY, acts: [], ...given, id };
  }

  /** Takes an action. */
  act({ facts, edits }: Action): Delta[] {
    const changes = edits.map(({ id, shape }) => ({ id, flips: difference(this.shape(id), shape) }));
    const plain = { before: this.facts, after: facts, flips: changes.filter(({ flips }) => flips.area > 0) };
    const entry = { ...plain, bytes: sizeOf(plain) };
    this.history.add(entry);
    return this.move(entry, facts);
  }

  /** Takes the last action back; null without one. */
  undo(): Delta[] | null {
    const entry = this.history.back();
    return entry && this.move(entry, entry.before);
  }

  /** Takes the action again that was taken back last; null without one. */
  redo(): Delta[] | null {
    const entry = this.history.forth();
    return entry && this.move(entry, entry.after);
  }

  /** The newest actions that can be taken back, of no more than `bytes`. */
  steps(bytes: number): readonly Entry[] {
    return this.history.newest(bytes);
  }

  /** Puts everything in place of what is there; of the history no more is left than `steps`. */
  replace(facts: Facts, shapes: ReadonlyMap<ObjectId, Shape>, nextId: ObjectId, steps: readonly Entry[] = []): void {
    this.history.replace(steps);
    this.shapes.clear();
    for (const [id, shape] of shapes) this.shapes.set(id, shape);
    this.facts = facts;
    this.lastId = Math.max(this.lastId, nextId - 1);
  }

  /** Selecting is no action: undo leads to where each was taken. */
  select(id: ObjectId): void {
    this.facts = { ...this.facts, active: this.thing(id).id };
  }

  private move({ flips: entries }: Entry, facts: Facts): Delta[] {
    this.facts = facts;
    return entries.map(({ id, flips }) => {
      const before = this.shape(id);
      const after = Shape.of(combine(before.cutout, flips.cutout, XOR));
      this.put(id, after);
      const gain = after.area - before.area;
      return { id, flips, added: (flips.area + gain) / 2, removed: (flips.area - gain) / 2 };
    });
  }

  private put(id: ObjectId, shape: Shape): void {
    if (shape.area) this.shapes.set(id, shape);
    else this.shapes.delete(id);
  }

  private info(thing: Thing): ObjectInfo {
    const shape = this.shape(thing.id);
    const color = colorOf(thing, this.facts.classes);
    const kept = this.infos.get(thing.id);
    if (kept?.thing === thing && kept.shape === shape && kept.color === color) return kept.info;
    const { id, name, classId, visible, locked } = thing;
    const info = { id, name, classId, color, visible, locked, area: shape.area, box: shape.box };
    this.infos.set(id, { thing, shape, color, info });
    return info;
  }
}

/** The clicks among an object's acts. */
export function clicksOf({ acts }: Thing): Click[] {
  return acts.flatMap((act) => ("click" in act ? [act.click] : []));
}

/** Facts in which some objects are replaced by others of the same number. */
export function withThings(facts: Facts, changed: readonly Thing[]): Facts {
  const by = new Map(changed.map((thing) => [thing.id, thing]));
  return { ...facts, things: facts.things.map((thing) => by.get(thing.id) ?? thing) };
}

/** The pixels in which two shapes differ. */
export function difference(one: Shape, other: Shape): Shape {
  return Shape.of(combine(one.cutout, other.cutout, XOR));
}
