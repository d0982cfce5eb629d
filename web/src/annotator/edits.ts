/** What actions do to a document, as new facts and new shapes; taken by `Document.act`. */
import type { Act, Cutout, ObjectId } from "./contract";
import { AND, combine, OR, WITHOUT } from "./cutouts";
import { type Action, type Document, difference, type Thing, withThings } from "./document";
import { fail } from "./fail";
import { moved } from "./parts";
import { Shape } from "./shape";
import type { Size } from "./sizes";
import { checkOrder, checkStep } from "./validation";

/** A shape with pixels added to it or removed. */
export function painted(shape: Shape, pixels: Cutout, positive: boolean): Shape {
  if (positive) return Shape.of(combine(shape.cutout, pixels, OR));
  return Shape.of(combine(shape.cutout, pixels, WITHOUT, shape.cutout.box));
}

/**
 * Gives an object new pixels, which the overlap rule may keep from it or take from others.
 *
 * With "locked", pixels of locked objects cannot be won. With "new", what is won is taken from every other object that
 * is visible and not locked, and told to it as an act of its own, so that a replay of its clicks respects it.
 */
export function reshape(document: Document, thing: Thing, wanted: Shape): Action {
  const before = document.shape(thing.id);
  const shape = document.overlap === "locked" ? withoutLocked(document, thing, before, wanted) : wanted;
  const facts = withThings(document.facts, [thing]);
  const edits = [{ id: thing.id, shape }];
  if (document.overlap !== "new" || !shape.area) return { facts, edits };
  const won = combine(difference(before, shape).cutout, shape.cutout, AND, shape.cutout.box);
  return robbed(document, { facts, edits }, thing.id, Shape.of(won));
}

function withoutLocked(document: Document, thing: Thing, before: Shape, wanted: Shape): Shape {
  const rivals = document.facts.things.filter(({ id, locked }) => locked && id !== thing.id);
  return rivals.reduce((shape, { id }) => {
    const kept = combine(before.cutout, document.shape(id).cutout, AND, shape.cutout.box); // had both before
    const free = combine(shape.cutout, document.shape(id).cutout, WITHOUT, shape.cutout.box);
    return touch(shape, document.shape(id)) ? Shape.of(combine(free, combine(kept, shape.cutout, AND), OR)) : shape;
  }, wanted);
}

function robbed(document: Document, { facts, edits }: Action, winner: ObjectId, won: Shape): Action {
  const losers = facts.things.filter(({ id, visible, locked }) => id !== winner && visible && !locked);
  const changed: Thing[] = [];
  for (const loser of losers) {
    const shape = document.shape(loser.id);
    if (!touch(shape, won)) continue;
    const left = painted(shape, won.cutout, false);
    if (left.area === shape.area) continue;
    edits.push({ id: loser.id, shape: left });
    changed.push({ ...loser, acts: [...loser.acts, { pixels: won.cutout, positive: false }] });
  }
  return { facts: withThings(facts, changed), edits };
}

/** Whether two shapes' boxes meet. */
function touch({ box: one }: Shape, { box: other }: Shape): boolean {
  return !!one && !!other && one.x0 < other.x1 && other.x0 < one.x1 && one.y0 < other.y1 && other.y0 < one.y1;
}

/** Draws into an object by hand. */
export function draw(document: Document, thing: Thing, pixels: Cutout, positive: boolean): Action {
  const act: Act = { pixels, positive };
  const drawn = { ...thing, acts: [...thing.acts, act] };
  return reshape(document, drawn, painted(document.shape(thing.id), pixels, positive));
}

/** Lets an object begin anew from a shape. */
export function restart(document: Document, thing: Thing, shape: Shape): Action {
  return reshape(document, { ...thing, start: shape, acts: [] }, shape);
}

/** Puts an object elsewhere, as a new start. */
export function shift(document: Document, thing: Thing, by: { dx: number; dy: number }, image: Size): Action {
  const [dx, dy] = [checkStep("dx", by.dx), checkStep("dy", by.dy)];
  return restart(document, thing, moved(document.shape(thing.id), dx, dy, image));
}

/** Sets what is known of an object beside its pixels. */
export function update(document: Document, id: ObjectId, change: Partial<Thing>): Action {
  return { facts: withThings(document.facts, [{ ...document.thing(id), ...change }]), edits: [] };
}

/** Puts an object in front of all others, at the end of their list, or behind them. */
export function order({ facts }: Document, thing: Thing, to: "front" | "back"): Action {
  const others = facts.things.filter((one) => one !== thing);
  const things = checkOrder(to) === "front" ? [...others, thing] : [thing, ...others];
  return { facts: { ...facts, things }, edits: [] };
}

export function add(document: Document, thing: Thing, select: boolean): Action {
  const { facts } = document;
  const active = select ? thing.id : facts.active;
  const before = { ...facts, things: [...facts.things, thing], active };
  return { facts: before, edits: thing.start.area ? [{ id: thing.id, shape: thing.start }] : [] };
}

/** Removes objects; a document keeps one, an empty one if need be. Of those left, the nearest one is active. */
export function remove(document: Document, ids: readonly ObjectId[]): Action {
  const { facts } = document;
  const gone = new Set(ids);
  const left = facts.things.filter(({ id }) => !gone.has(id));
  const things = left.length > 0 ? left : [document.newThing({})];
  const place = facts.things.findIndex(({ id }) => id === facts.active);
  const next = things[Math.min(place, things.length - 1)]?.id ?? facts.active;
  const active = gone.has(facts.active) ? next : facts.active;
  return { facts: { ...facts, things, active }, edits: ids.map((id) => ({ id, shape: Shape.EMPTY })) };
}

/** Makes one object of several: the first takes the others' pixels. */
export function merge(document: Document, ids: readonly ObjectId[]): Action {
  const [first, ...others] = [...new Set(ids)].map((id) => document.thing(id));
  if (!first || others.length === 0) return fail("object-few", "Merging takes two objects.", "Name two or more.");
  const union = others.reduce(
    (cutout, { id }) => combine(cutout, document.shape(id).cutout, OR),
    document.shape(first.id).cutout,
  );
  const shape = Shape.of(union);
  const gone = remove(
    document,
    others.map(({ id }) => id),
  );
  const facts = withThings({ ...gone.facts, active: first.id }, [{ ...first, start: shape, acts: [] }]);
  return { facts, edits: [...gone.edits, { id: first.id, shape }] };
}

/** Makes an object of each part: the largest keeps its place, the others follow it. */
export function split(document: Document, id: ObjectId, parts: readonly Shape[]): Action & { ids: ObjectId[] } {
  const { facts } = document;
  const thing = document.thing(id);
  const [largest = Shape.EMPTY, ...rest] = [...parts].sort((one, other) => other.area - one.area);
  const { id: _, name, ...same } = thing;
  const others = rest.map((start, at) => document.newThing({ ...same, name: `${name} (${at + 2})`, start, acts: [] }));
  const place = facts.things.indexOf(thing);
  const things = facts.things.toSpliced(place, 1, { ...thing, start: largest, acts: [] }, ...others);
  const edits = [{ id, shape: largest }, ...others.map((one) => ({ id: one.id, shape: one.start }))];
  return { facts: { ...facts, things }, edits, ids: [id, ...others.map((one) => one.id)] };
}
