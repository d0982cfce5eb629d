/** The message over the stage: what went wrong or is worth knowing, and what can be done about it at once. */
import { Speech } from "../annotator/speech";
import { type AnnotatorError, asAnnotatorError } from "../engine/errors";
import { asksForExport } from "../store/index";
import type { Tool } from "./tool";

/** Something to do about a message: a button with these words. */
export interface Action {
  words: string;
  run(): unknown;
}

/** A message, until the next success or until it is closed. */
export interface Notice {
  code: string;
  message: string;
  hint: string;
  actions: readonly Action[];
  /** A number to choose, where the message is about one. */
  choice?: NumberChoice;
  /** "error" is told as an alert; "info" quietly. */
  tone: "error" | "info";
}

export interface NumberChoice {
  words: string;
  value: number;
  least: number;
  most: number;
  set(value: number): unknown;
}

export class Notices {
  current: Notice | null = null;
  /** Whether it came while the image that opens next was loading already. */
  private isNews = false;

  constructor(private readonly tool: Tool) {}

  /** Tells an error; `again` does once more what failed, where that may help. */
  complain(thrown: unknown, again?: () => void): void {
    const error = new Speech(this.tool.words.language).tell(asAnnotatorError(thrown));
    const { code, message, hint } = error;
    this.show({ code, message, hint, actions: this.actionsFor(error, again), tone: "error" });
    this.tool.status = ""; // it told of what went before
    this.isNews = this.tool.desk.opening > 0;
  }

  /** Tells something that is no error. */
  inform(code: string, message: string, hint: string, choice?: NumberChoice): void {
    this.show({ code, message, hint, actions: [], tone: "info", ...(choice && { choice }) });
  }

  dismiss(): void {
    this.current = null;
    this.tool.update();
  }

  /** An image is shown: what was told before is about another one, unless it is about a newer one or a file. */
  opened(newest: boolean): void {
    if (newest && !this.isNews) this.current = null;
    this.isNews = false;
  }

  private show(notice: Notice): void {
    this.current = notice;
    this.tool.update();
  }

  private actionsFor(error: AnnotatorError, again: (() => void) | undefined): Action[] {
    const { annotator, keeping, exports } = this.tool;
    const action = (name: string, run: () => unknown, values = {}) => ({ words: this.tool.say(name, values), run });
    const format = exports.last ?? "coco";
    const rescue = annotator?.fault
      ? action("command-save", () => annotator.save())
      : action("export-now", () => exports.write(format), { format: this.tool.say(`format-${format}`) });
    return [
      ...(again ? [action("again", again)] : []),
      ...(error.code === "store-conflict"
        ? [action("save-over", () => keeping.saveOver()), action("take-other", () => keeping.takeOther())]
        : []),
      ...(asksForExport(error) && error.code !== "store-waiting" ? [rescue] : []),
    ];
  }
}
