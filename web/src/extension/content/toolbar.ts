/** The bar under the picture. */
import type { Annotator, Progress } from "../../annotator/index";
import { EXPORT_FORMATS, type ExportFormat } from "../settings";
import { say, type WordName } from "../words";
import { button, make } from "./dom";
import type { Rect } from "./geometry";
import type { Stage } from "./stage";

const GAP = 8;

/** What the bar's buttons do beyond the annotator itself. */
export interface Actions {
  download(format: ExportFormat): void;
  copy(format: "png" | "cutout"): void;
  dock(): void;
  close(): void;
}

export class Toolbar {
  readonly element = make("div", { className: "bar", hidden: true });
  private readonly state = make("span", { className: "status" });
  private readonly extra = make("span");
  private seen: Rect | null = null;
  private readonly sizes = new ResizeObserver(() => this.seen && this.moveTo(this.seen));

  constructor(stage: Stage, close: () => void) {
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", say("toolbar"));
    this.state.setAttribute("role", "status");
    this.element.append(this.state, button(say("close"), close));
    stage.root.append(this.element);
    this.sizes.observe(this.element);
  }

  /** Shows the tools of an annotator that is ready. */
  fill(annotator: Annotator, actions: Actions, first: ExportFormat, marks: HTMLElement[]): void {
    const modes = this.modes(annotator);
    const undo = button(say("undo"), () => void annotator.undo(), { title: "Ctrl+Z" });
    const redo = button(say("redo"), () => void annotator.redo(), { title: "Ctrl+Y" });
    const reset = button(say("reset"), () => void annotator.reset());
    const update = () => {
      undo.disabled = !annotator.canUndo;
      redo.disabled = !annotator.canRedo;
    };
    annotator.on("change", update);
    update();
    const save = button(say(`download_${first}`), () => actions.download(first), { className: "main" });
    const dock = button(say("dock"), actions.dock);
    const parts = [...modes, split(), undo, redo, reset, split(), this.extra, save, this.menu(actions, first), dock];
    this.element.replaceChildren(...marks, ...parts, button(say("close"), actions.close), this.state);
  }

  /** Puts what a labeling site needs between the tools. */
  add(...parts: HTMLElement[]): void {
    this.extra.append(...parts);
  }

  status(text: string): void {
    this.state.textContent = text;
  }

  progress({ stage, done, total }: Progress): void {
    this.status(say(`stage_${stage.replace("-", "_") as "download"}`));
    if (stage !== "download") return;
    const bar = Object.assign(make("progress"), { value: done, max: Math.max(1, total) });
    bar.setAttribute("aria-label", say("stage_download"));
    this.state.append(" ", bar);
  }

  /** Shows the bar under what is seen of the picture, and always within the window. */
  moveTo(seen: Rect): void {
    this.seen = seen;
    this.element.hidden = false;
    const { offsetWidth, offsetHeight } = this.element;
    const left = Math.max(GAP, Math.min(seen.left, innerWidth - offsetWidth - GAP));
    const top = Math.max(GAP, Math.min(seen.top + seen.height + GAP, innerHeight - offsetHeight - GAP));
    Object.assign(this.element.style, { left: `${left}px`, top: `${top}px` });
    this.element.classList.toggle("high", top < innerHeight / 2);
  }

  destroy(): void {
    this.sizes.disconnect();
    this.element.remove();
  }

  private modes(annotator: Annotator): HTMLButtonElement[] {
    const modes = ["add", "remove"] as const;
    const buttons = modes.map((mode) =>
      button(say(mode), () => choose(mode), { title: say(mode === "add" ? "addhint" : "removehint") }),
    );
    const choose = (mode: (typeof modes)[number]) => {
      annotator.mode = mode;
      for (const [index, made] of buttons.entries()) made.setAttribute("aria-pressed", String(modes[index] === mode));
    };
    choose(annotator.mode);
    return buttons;
  }

  private menu(actions: Actions, first: ExportFormat): HTMLElement {
    const others = EXPORT_FORMATS.filter((format) => format !== first);
    const list = make("div", { hidden: true });
    const item = (name: WordName, act: () => void) => {
      const hide = () => {
        list.hidden = true;
        act();
      };
      return button(say(name), hide);
    };
    list.append(
      ...others.map((format) => item(`download_${format}`, () => actions.download(format))),
      item("copy_png", () => actions.copy("png")),
      item("copy_cutout", () => actions.copy("cutout")),
    );
    const toggle = () => {
      list.hidden = !list.hidden;
      open.setAttribute("aria-expanded", String(!list.hidden));
    };
    const open = button(say("more"), toggle);
    open.setAttribute("aria-expanded", "false");
    return make("div", { className: "menu" }, open, list);
  }
}

export function mark(text: string, title: string): HTMLElement {
  return make("span", { className: "mark", textContent: text, title });
}

function split(): HTMLElement {
  return make("span", { className: "split" });
}
