/** The tool as a custom element; importing this makes `<focalclick-annotator>` known. */
import { defineElement } from "./element";

export type { Keeper } from "../store/index";
export type { Work } from "./desk";
export { FocalclickAnnotator, fileName, TAG } from "./element";
export { download, type ExportAsked } from "./exports";
export type { Brought } from "./files";
export { icon } from "./icons";
export { Words } from "./localize";

defineElement();
