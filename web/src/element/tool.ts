/** The whole tool in one root: what it shows and how it comes there. `views/` draws it, `commands.ts` says what can be done. */
import { render } from "lit";
import type { ObjectId } from "../annotator/contract";
import type { Annotator, AnnotatorOptions, Change, ClickChange, MaskSource, Progress } from "../annotator/index";
import { Carrying } from "./carrying";
import { withClasses } from "./classes";
import { COMMANDS, type CommandId } from "./commands";
import { Desk, type Work } from "./desk";
import { download, Exports } from "./exports";
import { keepHover, keptHover } from "./hover";
import { Keeping } from "./keeping";
import { listenForKeys } from "./keys";
import { Words } from "./localize";
import { Masks } from "./masks";
import { Models } from "./models";
import { Notices } from "./notices";
import { Rows } from "./rows";
import { type ShortcutId, type ShortcutMemory, Shortcuts } from "./shortcuts";
import { styleSheets } from "./styles/index";
import { Thumbnails } from "./thumbnails";
import { describe, retriable } from "./told";
import { view } from "./views/view";
import { type Width, widthOf } from "./width";

/** What a tool is made with. */
export interface ToolSettings {
  /** Options for every annotator it opens, without image and mask. */
  options(): AnnotatorOptions;
  language?: string | undefined;
  /** Whether people may bring images of their own: open, drop and paste them. */
  files: boolean;
  /** Whether work is kept in the browser and found again. */
  autosave: boolean;
  /** Keys count in the tool alone, in the whole page while nothing else there has the focus, or within an element. */
  keys: "focus" | "page" | EventTarget;
  /** Where changed shortcuts are kept; by default the site's local storage. */
  memory?: ShortcutMemory;
  /** Keeps events from leaving the shadow root that the host is in. */
  quiet?: boolean;
  /** Called after the tool was drawn anew. */
  drawn?(tool: Tool): void;
}

/** Events of the annotator that the host element tells as `focalclick-…`. */
const TOLD = ["change", "objects", "tool", "view", "busy", "error", "save", "history", "progress"] as const;

export class Tool {
  readonly desk: Desk;
  readonly exports = new Exports(this);
  readonly keeping = new Keeping(this);
  readonly carrying = new Carrying(this);
  readonly masks = new Masks(this);
  readonly models = new Models(this);
  readonly notices = new Notices(this);
  readonly rows = new Rows(this);
  readonly shortcuts: Shortcuts;
  readonly thumbnails = new Thumbnails();
  words: Words;
  /** How far the engine has come; null when it is ready. */
  progress: { stage: string; share: number | null } | null = null;
  /** What happened last, in words. */
  status = "";
  width: Width = "regular";
  /** What is open for the moment. */
  readonly shown = {
    /** The list of objects, where the tool is too narrow to show it always. */
    panel: false,
    sheet: false,
    recording: null as ShortcutId | null,
    renaming: null as ObjectId | null,
    menuOf: null as ObjectId | null,
    addingClass: false,
    /** What dragged files would become where the pointer is; null while nothing is dragged. */
    drop: null as "image" | "mask" | "elsewhere" | null,
  };
  /** Whether there are images before and after this one, to go to by keys. */
  inSet = false;
  /** Whether there is one after this. */
  hasNext = false;
  private readonly abort = new AbortController();
  private readonly sizes = new ResizeObserver(() => this.measure());
  private frame = 0;
  private place: HTMLElement | null = null;

  constructor(
    readonly root: ShadowRoot,
    readonly host: HTMLElement,
    readonly settings: ToolSettings,
  ) {
    this.words = new Words(settings.language);
    this.shortcuts = new Shortcuts(settings.memory);
    this.desk = new Desk((work) => this.options(work), {
      opening: (work) => this.tell("opening", work),
      progress: (progress) => this.showProgress(progress),
      opened: (annotator, work, newest) => this.opened(annotator, work, newest),
      leaving: () => this.keeping.leave(),
      failed: (error, work) => this.failed(error, work),
    });
    root.adoptedStyleSheets = styleSheets();
    listenForKeys(this, this.signal);
    this.sizes.observe(host);
    this.measure();
    this.draw();
  }

  get annotator(): Annotator | null {
    return this.desk.current;
  }

  /** Where the picture is shown instead of in the tool itself; null while it is in its place. */
  get elsewhere(): HTMLElement | null {
    return this.place;
  }

  /** Takes the picture out into another element, or back. */
  showPictureIn(place: HTMLElement | null): void {
    this.place = place;
    place?.append(this.desk.layers);
    this.draw();
  }

  /** Aborted when the tool is destroyed. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Opens an image; resolves when its first click can be computed. What is wrong with it is told by a notice, too. */
  open(work: Work): Promise<Annotator> {
    const opening = this.desk.begin(work);
    this.update();
    return opening;
  }

  /** Loads a mask for the newest image; what is wrong with it is told by a notice. */
  setMask(mask: MaskSource, name: string): Promise<void> {
    return this.masks.open(mask, name);
  }

  /** Does a command, unless it can do nothing now. */
  run(id: CommandId): void {
    const command = COMMANDS[id];
    if (!command.when || command.when(this)) this.attempt(() => command.run(this));
  }

  /** Does something; what fails is told by a notice. */
  attempt(work: () => unknown): void {
    new Promise((resolve) => resolve(work())).catch((error) => this.complain(error)).finally(() => this.update());
    this.update();
  }

  /** Sets properties of the annotator. */
  adjust(properties: Partial<Annotator>): void {
    if (this.annotator) Object.assign(this.annotator, properties);
    this.update();
  }

  /** Shows under a resting pointer what a click would do, or not; for this image and all others here. */
  setHover(hover: boolean): void {
    keepHover(hover, this.settings.memory);
    this.adjust({ hover });
  }

  /** The text `name` in the reader's language. */
  say(name: string, values = {}): string {
    return this.words.say(name, values);
  }

  set language(language: string | undefined) {
    this.words = new Words(language);
    if (this.annotator) this.annotator.language = this.words.language;
    this.update();
  }

  /** Draws at the next frame. */
  update(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  /** Tells the page; false when it said that it sees to it itself. */
  tell(name: string, detail: unknown): boolean {
    const event = new CustomEvent(`focalclick-${name}`, {
      detail,
      bubbles: true,
      composed: !this.settings.quiet,
      cancelable: true,
    });
    return this.host.dispatchEvent(event);
  }

  /** Tells an error by a notice. */
  complain(error: unknown): void {
    this.notices.complain(error);
  }

  /** Opens or closes what is open for the moment. */
  show(change: Partial<Tool["shown"]>): void {
    Object.assign(this.shown, change);
    this.update();
  }

  destroy(): void {
    this.abort.abort();
    this.sizes.disconnect();
    cancelAnimationFrame(this.frame);
    this.desk.destroy();
    this.thumbnails.clear();
  }

  private options(work: Work): AnnotatorOptions {
    const { chosen } = this.models;
    const { autosave } = this.settings;
    const given = this.settings.options();
    return {
      language: this.words.language,
      byHand: true,
      ...given,
      classes: withClasses(given.classes ?? [], this.annotator?.classes ?? []),
      ...(chosen && { model: chosen }),
      ...(autosave && { snapshot: (image, size) => this.keeping.find(work, image, size) }),
    };
  }

  private draw(): void {
    if (this.signal.aborted) return;
    render(view(this), this.root);
    this.rows.follow();
    this.settings.drawn?.(this);
  }

  private measure(): void {
    const width = widthOf(this.host.clientWidth);
    if (width === this.width) return;
    this.width = width;
    this.draw();
  }

  private opened(annotator: Annotator, work: Work, newest: boolean): void {
    this.notices.opened(newest);
    this.status = "";
    this.progress = null;
    this.thumbnails.clear();
    annotator.hover = keptHover(this.settings.memory);
    annotator.keys = this.shortcuts.onImage;
    const shown = () => annotator === this.annotator; // one that is left may still be finishing its work
    for (const name of TOLD) annotator.on(name, (detail: unknown) => shown() && this.heard(name, detail));
    annotator.on("change", (change) => shown() && this.changed(change));
    annotator.on("hint", ({ code, message }) => shown() && this.remark(this.words.find(`said-${code}`) ?? message));
    annotator.on("error", (error) => shown() && this.complain(error));
    annotator.on("progress", (progress) => shown() && this.showProgress(progress));
    annotator.on("save", (png) => download(png, `${work.name.replace(/\.[^.]*$/, "")}-mask.png`));
    const [first, ...others] = annotator.notices;
    this.masks.begun(annotator, work);
    if (annotator.fault) this.complain(annotator.fault);
    if (first) this.notices.inform("image-notice", first, others.join(" "));
    void this.keeping.begin(annotator, work).then(() => this.attempt(() => this.carrying.give(annotator)));
    this.tell("open", { annotator, name: work.name });
    this.update();
  }

  private failed(error: unknown, work: Work): void {
    if (this.desk.opening === 0) this.progress = null;
    this.carrying.drop();
    this.notices.complain(error, retriable(error) ? () => void this.open(work).catch(() => null) : undefined);
  }

  private heard(name: string, detail: unknown): void {
    if (name === "busy" && detail === 0 && this.desk.opening === 0) this.progress = null;
    this.tell(name, detail);
    this.update();
  }

  private remark(text: string): void {
    this.status = text;
    this.update();
  }

  private changed(change: Change | ClickChange): void {
    this.notices.current = null;
    this.status = describe(change, this.words);
  }

  private showProgress({ stage, done, total }: Progress): void {
    this.progress = { stage, share: stage === "download" ? done / Math.max(1, total) : null };
    this.update();
  }
}
