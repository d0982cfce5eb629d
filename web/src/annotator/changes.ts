/** What the listeners are told of an action. */
import type { ObjectId } from "./contract";
import { union } from "./cutouts";
import type { Delta } from "./document";
import type { Change } from "./events";

/** Sums up what happened: to the object that was worked on or, where its pixels stayed, to all of them. */
export function changeOf(deltas: readonly Delta[], object: ObjectId): Change {
  const own = deltas.filter(({ id }) => id === object);
  const told = own.length > 0 ? own : deltas;
  const boxes = told.flatMap(({ flips }) => flips.box ?? []);
  return {
    object,
    changed: deltas.length > 0,
    added: told.reduce((sum, { added }) => sum + added, 0),
    removed: told.reduce((sum, { removed }) => sum + removed, 0),
    box: boxes.length > 0 ? boxes.reduce(union) : null,
  };
}

/** The same in words. */
export function describe({ changed, added, removed }: Change): string {
  if (!changed) return "Nothing to change there.";
  return [added && `${added} pixels added.`, removed && `${removed} pixels removed.`].filter(Boolean).join(" ");
}
