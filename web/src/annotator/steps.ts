/** The history of a document as something that can be stored, and back. */
import type { Cutout, StepSnapshot } from "./contract";
import type { Facts, Thing } from "./document";
import { type Entry, sizeOf } from "./history";
import { Shape } from "./shape";

type StoredFacts = StepSnapshot["before"];
type StoredThing = StoredFacts["things"][number];

/** What never changes is turned once, so that steps that share it share it in the storage, too. */
const things = new WeakMap<Thing, StoredThing>();
const facts = new WeakMap<Facts, StoredFacts>();

export function storeSteps(entries: readonly Entry[]): StepSnapshot[] {
  return entries.map(({ before, after, flips }) => ({
    before: storeFacts(before),
    after: storeFacts(after),
    flips: flips.map((one) => ({ id: one.id, pixels: one.flips.cutout })),
  }));
}

export function readSteps(steps: readonly StepSnapshot[]): Entry[] {
  const reader = new Reader();
  return steps.map(({ before, after, flips }) => {
    const plain = {
      before: reader.facts(before),
      after: reader.facts(after),
      flips: flips.map(({ id, pixels }) => ({ id, flips: Shape.of(pixels) })),
    };
    return { ...plain, bytes: sizeOf(plain) };
  });
}

function storeFacts(given: Facts): StoredFacts {
  return remembered(facts, given, () => ({ ...given, things: given.things.map(storeThing) }));
}

function storeThing(thing: Thing): StoredThing {
  return remembered(things, thing, () => ({ ...thing, start: storeShape(thing.start) }));
}

export function storeShape({ box, cutout }: Shape): Cutout | null {
  return box && cutout;
}

export function readShape(cutout: Cutout | null): Shape {
  return cutout ? Shape.of(cutout) : Shape.EMPTY;
}

class Reader {
  private readonly known = new WeakMap<StoredThing, Thing>();
  private readonly lists = new WeakMap<StoredFacts, Facts>();

  facts(given: StoredFacts): Facts {
    return remembered(this.lists, given, () => ({ ...given, things: given.things.map((thing) => this.thing(thing)) }));
  }

  private thing(given: StoredThing): Thing {
    return remembered(this.known, given, () => ({ ...given, start: readShape(given.start) }));
  }
}

function remembered<K extends object, V>(known: WeakMap<K, V>, key: K, make: () => V): V {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
