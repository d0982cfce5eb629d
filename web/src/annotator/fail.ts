import { AnnotatorError, type Wording } from "../engine/errors";

/** Throws a coded error; `values` are what its translations tell, which know it by `name`. */
export function fail(
  code: AnnotatorError["code"],
  message: string,
  hint: string,
  values: Wording["values"] = {},
  name: string = code,
): never {
  throw new AnnotatorError({ code, message, hint, wording: { name, values } });
}
