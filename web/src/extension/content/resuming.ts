/** Earlier work on a labeling site's picture: whether it still fits the regions that the site has. */
import type { ObjectId } from "../../annotator/index";
import type { SiteTask } from "../adapters/adapter";
import type { Found } from "./keeping";
import { type Target, targetOf } from "./labeling";
import type { Telling } from "./telling";

/** The work to go on with. Where regions were changed or removed since it was left, the person is asked. */
export async function resume(found: Found | null, task: SiteTask | null, telling: Telling): Promise<Found | null> {
  if (!found || !task) return found;
  const now = targetsNow(found, task);
  const isFit = found.snapshot.objects.every(({ info: { id } }) => isAsBefore(found.targets.get(id), now.get(id)));
  if (!isFit && !(await telling.askToGoOn(task))) return null;
  return { ...found, targets: now };
}

/** The targets of the objects that are there: regions as the site has them now, and new ones where it has none. */
function targetsNow({ snapshot, targets }: Found, task: SiteTask): Map<ObjectId, Target> {
  const now = new Map<ObjectId, Target>();
  for (const { info } of snapshot.objects) {
    const target = targets.get(info.id);
    const there = target && (targetNow(target, task) ?? task.labels.map(({ id }) => ({ label: id }))[0]);
    if (there) now.set(info.id, there);
  }
  return now;
}

function targetNow(target: Target, { regions }: SiteTask): Target | null {
  if ("label" in target) return target;
  const region = regions.find(({ id }) => id === target.region);
  return region ? targetOf(region) : null;
}

function isAsBefore(before: Target | undefined, now: Target | undefined): boolean {
  if (!before || !now) return before === now;
  if ("region" in before) return "region" in now && before.region === now.region && before.before === now.before;
  return "label" in now && before.label === now.label;
}
