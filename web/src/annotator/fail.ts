import { AnnotatorError } from "../engine/errors";

/** Throws a coded error. */
export function fail(code: AnnotatorError["code"], message: string, hint: string): never {
  throw new AnnotatorError({ code, message, hint });
}
