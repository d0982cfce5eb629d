/** What the listeners are told of an action. */
import type { ObjectId } from "./contract";
import { union } from "./cutouts";
import type { Delta } from "./document";
import type { Change } from "./events";
import type { Speech } from "./speech";

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
export function describe({ changed, added, removed }: Change, speech: Speech): string {
  if (!changed) return speech.say("Nothing to change there.", { name: "change-none", values: {} });
  const sentences = [added && `${added} pixels added.`, removed && `${removed} pixels removed.`];
  return speech.say(sentences.filter(Boolean).join(" "), { name: "change", values: { added, removed } });
}
