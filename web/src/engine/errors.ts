/** What can go wrong, by a code that never changes; messages may be reworded and translated. */
export type ErrorCode =
  | "argument-invalid"
  | "asset-corrupted"
  | "asset-missing"
  | "click-outside"
  | "destroyed"
  | "engine-failed"
  | "export-empty"
  | "format-unknown"
  | "image-cors"
  | "image-missing"
  | "image-too-large"
  | "image-too-small"
  | "image-undecodable"
  | "image-unreadable"
  | "json-broken"
  | "mask-photo"
  | "mask-size"
  | "mask-undecodable"
  | "mask-unreadable"
  | "model-unfit"
  | "model-unknown"
  | "object-few"
  | "object-locked"
  | "object-unknown"
  | "snapshot-unfit"
  | "store-conflict"
  | "store-full"
  | "store-unavailable"
  | "target-missing"
  | "worker-crashed";

/** An error as it crosses between worker and page. */
export interface Failure {
  /** Stable name of the fault. */
  code: ErrorCode;
  /** What happened, with the value and the file. */
  message: string;
  /** The way out. */
  hint: string;
}

/** The one error type of this package: `message` says what happened, `hint` what to do about it. */
export class AnnotatorError extends Error implements Failure {
  override readonly name = "AnnotatorError";
  readonly code: ErrorCode;
  readonly hint: string;

  constructor({ code, message, hint }: Failure) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** Makes any thrown value a `Failure`; what is not ours is an `engine-failed`. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof AnnotatorError) {
    return { code: thrown.code, message: thrown.message, hint: thrown.hint };
  }
  const message = thrown instanceof Error ? lastLine(thrown.message) : String(thrown);
  return { code: "engine-failed", message, hint: "The mask is as it was. Try again, or reload the page." };
}

/** The same as the error that a page gets. */
export function asAnnotatorError(thrown: unknown): AnnotatorError {
  return thrown instanceof AnnotatorError ? thrown : new AnnotatorError(toFailure(thrown));
}

/** A Python exception's message is its whole traceback; its last line says what happened, after the class's name. */
function lastLine(text: string): string {
  return (text.trimEnd().split("\n").at(-1) ?? text).replace(/^[\w.]+: /, "");
}
