/** The number of threads where nobody chose one: found by a measurement, because a core that exists may be busy. */
import { scriptUrl } from "./script_url";

/** Name of a worker that only keeps a processor busy for a moment. */
export const HELPER = "focalclick-helper";

const SPIN_MS = 30;
/** Share of its own speed that each of two workers must keep beside the other. */
const KEPT = 0.85;

/** Two where a second worker, running `script`, runs beside this one at full speed, else one. */
export async function freeThreads(script: string): Promise<number> {
  if (!globalThis.crossOriginIsolated || navigator.hardwareConcurrency < 2) return 1;
  let helper: Worker | undefined;
  try {
    helper = new Worker(scriptUrl(script), { type: "module", name: HELPER });
    await heard(helper);
    const alone = turns(SPIN_MS);
    const other = heard(helper);
    helper.postMessage(null);
    const beside = turns(SPIN_MS);
    return Math.min(beside, await other) / alone > KEPT ? 2 : 1;
  } catch {
    return 1; // a page may forbid workers of workers
  } finally {
    helper?.terminate();
  }
}

/** The helper's side: says that it runs, and spins when it is told to. */
export function help(): void {
  turns(SPIN_MS);
  addEventListener("message", () => postMessage(turns(SPIN_MS)));
  postMessage(0);
}

function heard(helper: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    helper.addEventListener("message", ({ data }: MessageEvent<number>) => resolve(data), { once: true });
    helper.addEventListener("error", reject, { once: true });
  });
}

/** How often some arithmetic is done in `ms` milliseconds. */
function turns(ms: number): number {
  let count = 0;
  let value = 1;
  for (const end = performance.now() + ms; performance.now() < end; count++) {
    for (let step = 0; step < 1000; step++) value = Math.imul(value, 31) ^ step;
  }
  return value === 0 ? 0 : count; // `value` is used, so that no compiler leaves it out
}
