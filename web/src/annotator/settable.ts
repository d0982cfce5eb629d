/** What an annotator shows and how it is set; `Annotator` adds what it does. */

import type { EngineChoice } from "../engine/client";
import type { BackendReport, Click, Merge } from "../engine/protocol";
import { Clicking } from "./clicking";
import type * as contract from "./contract";
import type { ObjectId } from "./contract";
import { Core } from "./core";
import { clicksOf } from "./document";
import type { Events } from "./events";
import type { Hover } from "./foresight";
import type { Keys } from "./keys";
import { Link } from "./link";
import type { Picture } from "./sources";
import { Speech } from "./speech";
import { type Calls, Toolbox } from "./toolbox";
import * as check from "./validation";
import { viewportControl } from "./viewport_control";

export interface Settings {
  choice: EngineChoice;
  merge: Merge | null;
  speech: Speech;
}

export abstract class Settable {
  readonly width: number;
  readonly height: number;
  /** Moves what is seen. */
  readonly viewport: contract.ViewportControl;
  protected readonly core: Core;
  protected readonly clicking: Clicking;
  protected readonly tools: Toolbox;

  /** Shows a picture, whose bitmap the annotator closes in the end, in an element that the caller places (`element`). */
  constructor(
    private readonly picture: Picture,
    protected readonly settings: Settings,
  ) {
    this.width = picture.bitmap.width;
    this.height = picture.bitmap.height;
    const link = new Link(settings.choice, picture, settings.merge, {
      progress: (progress) => this.core.events.emit("progress", progress),
      preview: (preview) => {
        this.core.view.preview = preview;
      },
    });
    this.core = new Core(picture.bitmap, link, settings.speech, (click) => this.clicking.foresee(click));
    this.viewport = viewportControl(this.core);
    this.clicking = new Clicking(this.core, this);
    this.tools = new Toolbox(this.core, this, this.calls());
  }

  get element(): HTMLElement {
    return this.core.view.host;
  }

  /** The image: its file where there is one, which names the work on it (`documentKey`). */
  get image(): Blob | ImageBitmap {
    return this.picture.original ?? this.picture.bitmap;
  }

  /** What the image shows otherwise than its file has it, in sentences: 16 bits as 8, the first of several frames. */
  get notices(): readonly string[] {
    return this.picture.notices.map(({ text, wording }) => this.core.speech.say(text, wording));
  }

  /** Language of errors, hints and what screen readers tell. */
  get language(): string {
    return this.core.speech.language;
  }

  set language(language: string) {
    this.core.speech = new Speech(check.text("language", language));
  }

  /** How many threads the networks run on. */
  get threads(): number {
    return this.core.link.threads;
  }

  /** What computes the networks, and why; waits for the measurement of `backend: "auto"`. */
  backend(): Promise<BackendReport> {
    return this.core.link.backend();
  }

  /** The clicks that made the active object, oldest first. */
  get clicks(): readonly Click[] {
    return clicksOf(this.core.document.active);
  }

  get canUndo(): boolean {
    return this.tools.begun.canGoBack || this.core.document.canUndo;
  }

  get canRedo(): boolean {
    return this.tools.begun.canGoForth || this.core.document.canRedo;
  }

  /** All objects; the same array while nothing about them changed. */
  get objects(): readonly contract.ObjectInfo[] {
    return this.core.document.objects;
  }

  /** The object that clicks and strokes change. */
  get active(): ObjectId {
    return this.core.document.facts.active;
  }

  get classes(): readonly contract.ClassInfo[] {
    return this.core.document.facts.classes;
  }

  /** Can be undone. Objects of a class that is there no more have none. */
  set classes(given: readonly contract.ClassInfo[]) {
    const { facts } = this.core.document;
    const classes = check.checkClasses(given);
    const gone = facts.classes.filter(({ id }) => !classes.some((one) => one.id === id)).map(({ id }) => id);
    const things = facts.things.map((thing) =>
      thing.classId !== null && gone.includes(thing.classId) ? { ...thing, classId: null } : thing,
    );
    this.core.perform({ facts: { ...facts, things, classes }, edits: [] });
  }

  /** Who has a pixel that two objects want, from now on. */
  get overlap(): contract.Overlap {
    return this.core.document.overlap;
  }

  set overlap(overlap: contract.Overlap) {
    this.core.document.overlap = check.checkOverlap(overlap);
    this.core.events.emit("objects");
  }

  get tool(): contract.Tool {
    return this.tools.tool;
  }

  set tool(tool: contract.Tool) {
    this.tools.tool = tool;
  }

  /** Which keys mean what while the image has the focus, such as `{ undo: ["Mod+z"] }`; what is left out stays. */
  get keys(): Keys {
    return this.tools.keys;
  }

  set keys(keys: Partial<Keys>) {
    this.tools.keys = keys;
  }

  /** Whether clicks and hand tools add to the mask or remove from it; Shift, Alt and the right button remove always. */
  get mode(): "add" | "remove" {
    return this.tools.mode;
  }

  set mode(mode: "add" | "remove") {
    this.tools.mode = mode;
  }

  /** In image pixels. */
  get brushRadius(): number {
    return this.tools.brushRadius;
  }

  set brushRadius(radius: number) {
    this.tools.brushRadius = radius;
  }

  /** Opacity of the masks' fill, 0 … 1. */
  get opacity(): number {
    return this.core.view.opacity;
  }

  set opacity(opacity: number) {
    this.core.view.opacity = opacity;
  }

  /** Shows the active object as it began, while true, and over it what came since in green, what went in red. */
  get compare(): boolean {
    return this.core.compare;
  }

  set compare(compare: boolean) {
    this.core.compare = compare;
    this.core.show();
  }

  /** Whether a resting pointer shows what a click would do; "auto": where clicks are fast enough for that. */
  get hover(): Hover {
    return this.core.foresight.hover;
  }

  set hover(hover: Hover) {
    this.core.foresight.hover = check.checkHover(hover);
  }

  /** Whether that is so now. */
  get hovering(): boolean {
    return this.core.foresight.on;
  }

  /** The models that there are. */
  get models(): readonly string[] {
    return this.core.link.models;
  }

  /** The model in use. */
  get model(): string {
    return this.core.link.model;
  }

  /** Shows the whole image. */
  fit(): void {
    this.viewport.fit();
  }

  /** Calls `listener` at every event; returns a function that ends that. */
  on<E extends keyof Events>(event: E, listener: Events[E]): () => void {
    return this.core.events.on(event, listener);
  }

  /** Takes the annotator out of the page and frees what it holds. The worker ends with its last annotator. */
  destroy(): void {
    if (!this.core.abort.signal.aborted) this.core.destroy();
  }

  /** What gestures call. */
  protected abstract calls(): Calls;
}
