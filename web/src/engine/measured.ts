/** Stretches of time, named for the browser's performance tools. */

/** Does `work` and notes how long it took as the measure "focalclick NAME". */
export async function measured<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  performance.measure(`focalclick ${name}`, { start });
  return result;
}
