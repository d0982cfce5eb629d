import type { Timings } from "../engine/protocol";

export const NO_TIME: Timings = { prepare: 0, segmentor: 0, focus: 0, refiner: 0, merge: 0, total: 0 };

export function sum(one: Timings, other: Timings): Timings {
  const parts = Object.keys(one) as (keyof Timings)[];
  return Object.fromEntries(parts.map((part) => [part, one[part] + other[part]])) as unknown as Timings;
}
