/** The annotator: what a page calls, with the mask that it shows and the session in the worker behind it. */
import { createNanoEvents } from "nanoevents";
import { acquireEngine, type Engine, type EngineChoice, releaseEngine } from "../engine/client";
import { AnnotatorError, asAnnotatorError } from "../engine/errors";
import type { Answer, Ask, Click, Kind, Merge, Patch, State } from "../engine/protocol";
import { encodeCoco } from "./coco";
import type { Change, ClickChange, Events, MaskFormats } from "./events";
import { type Commands, listen } from "./input";
import { Mask } from "./mask";
import { Origins } from "./origins";
import { decodeMask, type MaskSource, type Picture } from "./sources";
import { View } from "./view";
import type { Point } from "./viewport";

export interface Settings {
  choice: EngineChoice;
  merge: Merge | null;
}

let lastSession = 0;

/** Made by `createAnnotator`. Every request waits its turn; none is dropped. */
export class Annotator {
  readonly width: number;
  readonly height: number;
  /** Whether a plain click adds to the mask or removes from it. */
  mode: "add" | "remove" = "add";
  /** How many threads the networks run on. */
  threads = 1;
  private readonly events = createNanoEvents<Events>();
  private readonly abort = new AbortController();
  private readonly session = ++lastSession;
  private readonly mask: Mask;
  private readonly view: View;
  private origins = new Origins(null);
  private engine: Engine | null = null;
  private opened: Promise<Engine> | null = null;
  private state: Omit<State, "patch" | "changed"> = { clicks: [], canUndo: false, canRedo: false };
  private pending = 0;
  private turn: Promise<unknown> = Promise.resolve();

  /** Shows a picture, whose bitmap the annotator closes in the end, in an element that the caller places (`element`). */
  constructor(
    private readonly picture: Picture,
    private readonly settings: Settings,
  ) {
    this.width = picture.bitmap.width;
    this.height = picture.bitmap.height;
    this.mask = new Mask(this.width, this.height);
    this.view = new View(picture.bitmap, this.mask);
    listen(this.view, this, this.commands(), this.abort.signal);
  }

  get element(): HTMLElement {
    return this.view.host;
  }

  /** The image: its file where there is one, which names the work on it (`documentKey`). */
  get image(): Blob | ImageBitmap {
    return this.picture.original ?? this.picture.bitmap;
  }

  /** What the image shows otherwise than its file has it, in sentences: 16 bits as 8, the first of several frames. */
  get notices(): readonly string[] {
    return this.picture.notices;
  }

  /** The clicks that made the mask, oldest first. */
  get clicks(): readonly Click[] {
    return this.state.clicks;
  }

  get canUndo(): boolean {
    return this.state.canUndo;
  }

  get canRedo(): boolean {
    return this.state.canRedo;
  }

  /** Opacity of the mask's fill, 0 … 1. */
  get opacity(): number {
    return this.view.opacity;
  }

  set opacity(opacity: number) {
    this.view.opacity = opacity;
  }

  /** Loads the engine and opens the session, with `mask` to correct where there is one. */
  start(mask: MaskSource | undefined): Promise<void> {
    return this.request(async () => {
      if (mask !== undefined)
        this.apply({ box: this.mask.whole, bits: (await decodeMask(mask, this, this.settings.choice)).packed });
      this.origins = new Origins(this.mask.empty ? null : this.mask.packed);
      await this.connect();
    });
  }

  /** Clicks on the image pixel (x, y), counted from 0: adds there, or removes with `positive: false`. */
  async click(x: number, y: number, { positive = true } = {}): Promise<ClickChange> {
    const click = { x: Math.round(x), y: Math.round(y), positive };
    this.checkInside(click);
    const done = this.view.markers.showBusy(click);
    return this.request(async () => {
      const { state, ms } = await this.ask("click", click);
      this.origins.take();
      return this.show(state, { ms });
    }).finally(done);
  }

  /** Takes back the last change; without one nothing happens. */
  undo(): Promise<Change> {
    return this.request(() => this.move("undo"));
  }

  /** Repeats the change that was taken back last. */
  redo(): Promise<Change> {
    return this.request(() => this.move("redo"));
  }

  /** Forgets the clicks and returns to the mask that was set last, else to the one it all began with; can be undone. */
  reset(): Promise<Change> {
    return this.request(async () => {
      const mask = this.origins.present;
      const state = await (mask ? this.ask("setMask", { mask: mask.slice() }) : this.ask("reset", {}));
      this.origins.take();
      return this.show(state);
    });
  }

  /** Puts a mask of the image's size in place of the present one, as a new start: clicks correct it from now on. */
  setMask(mask: MaskSource): Promise<Change> {
    return this.request(async () => {
      const { packed } = await decodeMask(mask, this, this.settings.choice);
      const state = await this.ask("setMask", { mask: packed.slice() }); // the copy is given away
      this.origins.take(packed);
      return this.show(state);
    });
  }

  /** The mask as it is after everything asked for before. */
  async getMask<F extends keyof MaskFormats>(format: F): Promise<MaskFormats[F]> {
    const formats: { [K in keyof MaskFormats]: () => MaskFormats[K] | Promise<MaskFormats[K]> } = {
      imagedata: () => this.mask.toImageData(),
      png: () => this.mask.toPng(),
      coco: () => encodeCoco(this.mask),
    };
    if (!Object.hasOwn(formats, format)) {
      const message = `There is no mask format ${String(format)}.`;
      throw this.report(
        new AnnotatorError({ code: "format-unknown", message, hint: `Choose ${Object.keys(formats).join(", ")}.` }),
      );
    }
    await this.turn;
    return formats[format]();
  }

  /** Emits 'save' with the mask as a PNG file, which is also returned. */
  async save(): Promise<Blob> {
    const png = await this.getMask("png");
    this.events.emit("save", png);
    return png;
  }

  /** Shows the whole image. */
  fit(): void {
    this.view.viewport.fit();
    this.view.redraw();
  }

  /** Calls `listener` at every event; returns a function that ends that. */
  on<E extends keyof Events>(event: E, listener: Events[E]): () => void {
    return this.events.on(event, listener);
  }

  /** Takes the annotator out of the page and frees what it holds. The worker ends with its last annotator. */
  destroy(): void {
    if (this.abort.signal.aborted) return;
    this.abort.abort();
    this.events.events = {};
    this.view.destroy();
    if (!this.engine) return;
    this.engine.ask("close", { session: this.session }).catch(() => null); // it may be gone already
    releaseEngine(this.engine);
  }

  /** Runs `work` after everything asked for before, and tells the listeners how it stands and what failed. */
  private async request<T>(work: () => Promise<T>): Promise<T> {
    this.events.emit("busy", ++this.pending);
    const result = this.turn.then(() => (this.abort.signal.aborted ? Promise.reject(destroyed()) : work()));
    this.turn = result.catch(() => null);
    try {
      return await result;
    } catch (error) {
      throw this.report(error);
    } finally {
      this.events.emit("busy", --this.pending);
    }
  }

  private async ask<K extends Exclude<Kind, "start">>(kind: K, ask: Omit<Ask<K>, "session">): Promise<Answer<K>> {
    const engine = await this.connect();
    return engine.ask(kind, { ...ask, session: this.session } as unknown as Ask<K>); // the session completes each of them
  }

  private async move(kind: "undo" | "redo"): Promise<Change> {
    await this.connect(); // a fresh engine knows other steps
    const possible = kind === "undo" ? this.canUndo : this.canRedo;
    const state = await this.ask(kind, {});
    if (possible) this.origins[kind]();
    return this.show(state);
  }

  /** The engine with this session open; after a crash a fresh one, with the mask as it stands. */
  private connect(): Promise<Engine> {
    if (!this.opened || this.engine?.crash) {
      const opened = this.open();
      this.opened = opened;
      opened.catch(() => {
        this.opened = null; // the next request tries again
      });
    }
    return this.opened;
  }

  private async open(): Promise<Engine> {
    if (this.engine) releaseEngine(this.engine);
    const engine = acquireEngine(this.settings.choice);
    this.engine = engine;
    const stop = engine.onProgress((progress) => this.events.emit("progress", progress));
    try {
      this.threads = (await engine.started).threads;
      const image = this.picture.file ?? (await createImageBitmap(this.picture.bitmap));
      const { session, settings } = this;
      const origin = this.origins.present;
      const mask = origin?.slice() ?? null;
      const { state, preview } = await engine.ask("open", { session, image, mask, merge: settings.merge });
      if (preview) this.view.preview = preview;
      this.origins = new Origins(origin);
      this.show(await this.restore(engine, state, origin));
      return engine;
    } finally {
      stop();
    }
  }

  /** After a crash the mask as it stands is put back; clicks and steps are lost, so that it counts as loaded. */
  private async restore(engine: Engine, opened: State, origin: Uint8Array | null): Promise<State> {
    const mask = this.mask.packed;
    if (mask.every((byte, index) => byte === (origin?.[index] ?? 0))) return opened;
    const state = await engine.ask("setMask", { session: this.session, mask });
    this.origins.take();
    return { ...state, patch: null, changed: false }; // the page has it already
  }

  /** Shows a state and tells the listeners; `extra` is added to the change they and the caller get. */
  private show<T extends object>(state: State, extra?: T): Change & T {
    const counts = state.patch ? this.apply(state.patch) : { added: 0, removed: 0 };
    this.state = state;
    this.view.showClicks(state.clicks);
    const change = { changed: state.changed, ...counts, box: state.patch?.box ?? null, ...(extra as T) };
    this.view.say(describe(change));
    this.events.emit("change", change);
    return change;
  }

  private apply(patch: Patch): { added: number; removed: number } {
    const counts = this.mask.apply(patch);
    this.view.showPatch(patch);
    return counts;
  }

  private checkInside({ x, y }: Point): void {
    if (x >= 0 && y >= 0 && x < this.width && y < this.height) return;
    const message = `The click (${x}, ${y}) is outside the image of ${this.width} × ${this.height} pixels.`;
    throw this.report(new AnnotatorError({ code: "click-outside", message, hint: "Click on the image." }));
  }

  private report(error: unknown): AnnotatorError {
    const coded = asAnnotatorError(error);
    this.view.say(`${coded.message} ${coded.hint}`);
    this.events.emit("error", coded);
    return coded;
  }

  /** The gestures' commands: nobody awaits them, so their failures are told by the 'error' event alone. */
  private commands(): Commands {
    const run = (work: Promise<unknown>) => void work.catch(() => null);
    return {
      click: ({ x, y }, removes) => run(this.click(x, y, { positive: !removes && this.mode === "add" })),
      undo: () => run(this.undo()),
      redo: () => run(this.redo()),
      save: () => run(this.save()),
    };
  }
}

function destroyed(): AnnotatorError {
  return new AnnotatorError({ code: "destroyed", message: "The annotator was destroyed.", hint: "Create a new one." });
}

function describe({ changed, added, removed }: Change): string {
  if (!changed) return "Nothing to change there.";
  return [added && `${added} pixels added.`, removed && `${removed} pixels removed.`].filter(Boolean).join(" ");
}
