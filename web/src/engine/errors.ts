/** What can go wrong, by a code that never changes; messages may be reworded and translated. */
export type ErrorCode =
  | "argument-invalid"
  | "asset-corrupted"
  | "asset-missing"
  | "click-outside"
  | "copy-size"
  | "destroyed"
  | "engine-failed"
  | "export-empty"
  | "export-failed"
  | "file-unreadable"
  | "format-unknown"
  | "image-cors"
  | "image-missing"
  | "image-too-large"
  | "image-too-small"
  | "image-undecodable"
  | "image-unreadable"
  | "mask-photo"
  | "mask-size"
  | "mask-undecodable"
  | "mask-unreadable"
  | "model-unfit"
  | "model-unknown"
  | "object-empty"
  | "object-few"
  | "object-locked"
  | "object-unknown"
  | "snapshot-unfit"
  | "store-conflict"
  | "store-full"
  | "store-unavailable"
  | "store-waiting"
  | "target-missing"
  | "wasm-missing"
  | "worker-crashed"
  | "worker-missing";

/** A sentence by its name and what it tells, for other languages than English. */
export interface Wording {
  name: string;
  /** A failure stands for its message. */
  values: Record<string, string | number | Failure>;
}

/** An error as it crosses between worker and page. */
export interface Failure {
  /** Stable name of the fault. */
  code: ErrorCode;
  /** What happened, with the value and the file. */
  message: string;
  /** The way out. */
  hint: string;
  /** What translations know it by; without one it is said in English. */
  wording?: Wording | undefined;
}

/**
 * The one error type of this package: `message` says what happened, `hint` what to do about it.
 *
 * Both are in the annotator's language; the stack, and so the console, begins with the English message.
 */
export class AnnotatorError extends Error implements Failure {
  override readonly name = "AnnotatorError";
  readonly code: ErrorCode;
  readonly hint: string;
  /** @internal */
  readonly wording: Wording | undefined;

  constructor({ code, message, hint, wording }: Failure) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.wording = wording;
  }
}

/** Makes any thrown value a `Failure`; what is not ours is an `engine-failed`. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof AnnotatorError) {
    return { code: thrown.code, message: thrown.message, hint: thrown.hint, wording: thrown.wording };
  }
  const message = thrown instanceof Error ? lastLine(thrown.message) : String(thrown);
  const hint = "The mask is as it was. Try again, or reload the page.";
  return { code: "engine-failed", message, hint, wording: { name: "engine-failed", values: { why: message } } };
}

/** The same as the error that a page gets. */
export function asAnnotatorError(thrown: unknown): AnnotatorError {
  return thrown instanceof AnnotatorError ? thrown : new AnnotatorError(toFailure(thrown));
}

/** A Python exception's message is its whole traceback; its last line says what happened, after the class's name. */
export function lastLine(text: string): string {
  return (text.trimEnd().split("\n").at(-1) ?? text).replace(/^[\w.]+: /, "");
}
