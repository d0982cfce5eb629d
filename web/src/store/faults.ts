/** What the browser's storage throws, in words and with a way out. */
import { AnnotatorError, toFailure } from "../engine/errors";

const EXPORT = "Your work is kept in this tab: export it now, then";

/** Throws a storage fault as an `AnnotatorError`. */
export function storeError(thrown: unknown): never {
  if (thrown instanceof AnnotatorError) throw thrown;
  if (isFull(thrown)) {
    throw new AnnotatorError({
      code: "store-full",
      message: "This browser has no room left to save annotations.",
      hint: `${EXPORT} clear the storage or free space on the disk.`,
      wording: { name: "store-full", values: {} },
    });
  }
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  throw new AnnotatorError({
    code: "store-unavailable",
    message: `This browser cannot save annotations (${why}).`,
    hint: `${EXPORT} allow this site to keep data; private windows often refuse it.`,
    wording: { name: "store-unavailable", values: { why } },
  });
}

/** The same image was saved by another tab in the meantime. */
export function savedElsewhere(name: string, savedAt: Date): AnnotatorError {
  const at = savedAt.toLocaleTimeString();
  return new AnnotatorError({
    code: "store-conflict",
    message: `"${name}" was saved by another tab at ${at}; saving here would replace that.`,
    hint: `${EXPORT} close one of the two tabs, or save over the other's work.`,
    wording: { name: "store-conflict", values: { name, at } },
  });
}

/** An image was left whose work could not be saved; `error` says why. */
export function savedLater(name: string, error: AnnotatorError): AnnotatorError {
  return new AnnotatorError({
    code: "store-waiting",
    message: `The work on "${name}" is not saved yet: ${error.message}`,
    hint: "It is kept in this tab: open that image again to export it, or free space before you close the tab.",
    wording: { name: "store-waiting", values: { name, why: toFailure(error) } },
  });
}

/** Whether work is at risk: a page should then offer the export at once. */
export function asksForExport(error: unknown): boolean {
  return error instanceof AnnotatorError && error.code.startsWith("store-");
}

function isFull(thrown: unknown): boolean {
  if (!(thrown instanceof DOMException)) return false;
  return thrown.name === "QuotaExceededError" || (thrown.name === "AbortError" && /quota/i.test(thrown.message));
}
