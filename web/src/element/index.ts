/** The tool as a custom element; importing this makes `<focalclick-annotator>` known. */
import { defineElement } from "./element";

export type { Work } from "./desk";
export { FocalclickAnnotator, fileName, TAG } from "./element";
export type { Brought } from "./files";
export { icon } from "./icons";
export { Words } from "./localize";

defineElement();
