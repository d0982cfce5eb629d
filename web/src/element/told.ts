/** What the tool makes of what the annotator tells. */
import type { AnnotatorError, Change, ClickChange } from "../annotator/index";
import type { Words } from "./localize";

/** A change in words, for the status line. */
export function describe(change: Change | ClickChange, words: Words): string {
  if (!change.changed) return "ms" in change ? words.say("change-none") : ""; // a rename or a lock changes no pixel
  const { added, removed } = change;
  return "ms" in change
    ? words.say("change-click", { added, removed, ms: Math.round(change.ms.total) })
    : words.say("change", { added, removed });
}

/** What may go well the second time: downloads and workers, not a picture that is no picture. */
export function retriable(error: unknown): boolean {
  const codes: (string | undefined)[] = ["asset-missing", "asset-corrupted", "worker-crashed", "engine-failed"];
  return codes.includes((error as Partial<AnnotatorError>).code);
}
