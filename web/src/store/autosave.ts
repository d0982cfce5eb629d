/** Keeps an annotator's work: restores what was saved for its image, then saves after every change. */
import { createNanoEvents } from "nanoevents";
import type { DocumentSnapshot } from "../annotator/contract";
import { type AnnotatorError, asAnnotatorError } from "../engine/errors";
import type { Store } from "./database";
import { savedElsewhere, savedLater } from "./faults";
import { type Kept, release } from "./unsaved";

/** The longest that a change waits for its save; while nothing is being saved it does not wait at all. */
export const LONGEST_WAIT_MS = 300;

/** The part of an annotator that is needed here. */
export interface Savable {
  snapshot(options?: { history?: boolean }): Promise<DocumentSnapshot>;
  restore(snapshot: DocumentSnapshot, options?: { beside?: boolean }): Promise<void>;
  on(event: "change" | "objects", listener: () => void): () => void;
}

/** How the saving stands. */
export type SavedState =
  | { state: "unchanged" }
  | { state: "saving" }
  | { state: "saved"; at: Date }
  | { state: "failed"; error: AnnotatorError };

/** What was found for the image and put back. */
export interface Restored {
  objects: number;
  savedAt: Date;
}

export interface KeepOptions {
  store: Store;
  /** Names the document; see `documentKey`. */
  key: string;
  /** The image's name, for lists of documents. */
  name: string;
  /** What `Store.find` gave and the annotator was created with, null for nothing; by default it is restored now. */
  found?: Kept | null;
}

/**
 * Restores what is saved under `key`, asking nothing, and saves from now on; `restored` tells what it did. Objects that
 * were worked on before that stay, beside the restored ones.
 */
export async function keep(annotator: Savable, options: KeepOptions): Promise<Keeper> {
  if (options.found !== undefined) return new Keeper(annotator, options, options.found);
  const found = (await options.store.find(options.key)) ?? null;
  if (found) await annotator.restore(found.snapshot, { beside: true });
  return new Keeper(annotator, options, found);
}

/** Made by `keep`. Saves one annotator until `stop`. */
export class Keeper {
  /** Null where nothing was saved before. */
  readonly restored: Restored | null;
  private current: SavedState = { state: "unchanged" };
  private readonly events = createNanoEvents<{ state(state: SavedState): void }>();
  private readonly stops: (() => void)[];
  private readonly leaving = new AbortController();
  private revision: string | undefined;
  /** The revision that was to be saved last. */
  private tried: string | undefined;
  private dirty = false;
  private timer = 0;
  private lastBegin = Number.NEGATIVE_INFINITY;
  private running: Promise<void> | null = null;

  constructor(
    private readonly annotator: Savable,
    private readonly options: KeepOptions,
    found: Kept | null,
  ) {
    this.revision = found?.known;
    this.restored = found && { objects: found.info.objects, savedAt: found.info.savedAt };
    if (found) this.current = { state: "saved", at: found.info.savedAt };
    const changed = () => this.change();
    this.stops = (["change", "objects"] as const).map((event) => annotator.on(event, changed));
    this.listenForLeaving();
    if (found && found.known !== found.info.revision) this.change(); // it still waits to be saved
  }

  /** Names the document. */
  get key(): string {
    return this.options.key;
  }

  get state(): SavedState {
    return this.current;
  }

  /** What to tell when the image is left and its work could not be saved; null where it is. */
  get waiting(): AnnotatorError | null {
    return this.current.state === "failed" ? savedLater(this.options.name, this.current.error) : null;
  }

  /** Calls `listener` whenever the state changes; returns a function that ends that. */
  on(event: "state", listener: (state: SavedState) => void): () => void {
    return this.events.on(event, listener);
  }

  /** Saves what is not saved yet; resolves when that is done. Never rejects: `state` tells a failure. */
  async flush(): Promise<void> {
    for (let tries = 0; tries < 2 && (this.running || this.dirty); tries++) await (this.running ?? this.begin());
  }

  /** Saves now, whether or not anything changed. */
  async save(): Promise<void> {
    await this.running;
    await this.begin();
  }

  /** Saves now, even over what another tab has saved. */
  async saveOver(): Promise<void> {
    await this.running;
    await this.begin({ over: true });
  }

  /** Puts what another tab has saved in place of what is here, which is given up. */
  async takeOther(): Promise<void> {
    await this.running;
    const { store, key } = this.options;
    const other = await store.stored(key);
    if (!other) return this.saveOver();
    release(key);
    this.revision = other.known;
    await this.annotator.restore(other.snapshot);
    await this.save();
  }

  /** Saves what is not saved yet, and ends; what cannot be saved stays in the store's memory. */
  async stop(): Promise<void> {
    for (const stop of this.stops.splice(0)) stop();
    this.leaving.abort();
    await this.flush();
    this.events.events = {};
  }

  private change(): void {
    this.dirty = true;
    if (this.current.state !== "failed") this.showSaving();
    if (this.timer || this.running) return; // the one that is coming, or the one after it, takes this change along
    this.schedule();
  }

  /** The first change is saved at once, so that closing the tab right after it loses nothing; a flood is thinned out. */
  private schedule(): void {
    const wait = this.lastBegin + LONGEST_WAIT_MS - performance.now();
    if (wait <= 0) void this.begin();
    else this.timer = window.setTimeout(() => void this.begin(), wait);
  }

  private begin({ over = false, leaving = false } = {}): Promise<void> {
    clearTimeout(this.timer);
    this.timer = 0;
    this.lastBegin = performance.now();
    this.running = this.run(over, leaving).finally(() => {
      this.running = null;
      if (this.dirty && this.current.state !== "failed") this.change();
    });
    return this.running;
  }

  private async run(over: boolean, leaving: boolean): Promise<void> {
    this.showSaving();
    this.dirty = false;
    try {
      const at = await this.write(over, leaving);
      this.show({ state: "saved", at });
    } catch (error) {
      this.dirty = true;
      this.show({ state: "failed", error: asAnnotatorError(error) });
    }
  }

  private async write(over: boolean, leaving: boolean): Promise<Date> {
    const { store, key, name } = this.options;
    const snapshot = await this.annotator.snapshot({ history: true });
    const info = { key, name, savedAt: new Date(), objects: countObjects(snapshot), revision: newRevision() };
    const { tried } = this;
    this.tried = info.revision;
    let other = leaving
      ? await store.saveAtOnce(info, snapshot)
      : await store.save(info, snapshot, over ? null : this.revision);
    if (other && other.revision === tried) other = await store.save(info, snapshot, tried); // there was room meanwhile
    if (other) throw savedElsewhere(name, other.savedAt);
    this.revision = info.revision;
    return info.savedAt;
  }

  private showSaving(): void {
    if (this.current.state !== "saving") this.show({ state: "saving" });
  }

  private show(state: SavedState): void {
    this.current = state;
    this.events.emit("state", state);
  }

  /** The page may not live to hear an answer; what another tab is known to have saved is not written over. */
  private leave(): void {
    const failed = this.current.state === "failed";
    if ((this.dirty || this.running) && !failed) void this.begin({ leaving: true });
  }

  private listenForLeaving(): void {
    const { signal } = this.leaving;
    addEventListener("pagehide", () => this.leave(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && void this.flush(), { signal });
    addEventListener("beforeunload", (event) => (this.dirty || this.running) && event.preventDefault(), { signal });
  }
}

function countObjects({ objects }: DocumentSnapshot): number {
  return objects.filter(({ info }) => info.area > 0).length;
}

/** `crypto.randomUUID` exists on https and localhost only. */
function newRevision(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
}
