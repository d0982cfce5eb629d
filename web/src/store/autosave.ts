/** Keeps an annotator's work: restores what was saved for its image, then saves after every change. */
import { createNanoEvents } from "nanoevents";
import type { DocumentSnapshot } from "../annotator/contract";
import { type AnnotatorError, asAnnotatorError } from "../engine/errors";
import type { DocumentInfo, Store } from "./database";
import { savedElsewhere } from "./faults";

/** The longest that a change waits for its save; while nothing is being saved it does not wait at all. */
export const LONGEST_WAIT_MS = 300;

/** The part of an annotator that is needed here. */
export interface Savable {
  snapshot(): Promise<DocumentSnapshot>;
  restore(snapshot: DocumentSnapshot): Promise<void>;
  on(event: "change" | "objects" | "history", listener: () => void): () => void;
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
}

/** Restores what is saved under `key`, asking nothing, and saves from now on; `restored` tells what it did. */
export async function keep(annotator: Savable, options: KeepOptions): Promise<Keeper> {
  const { store, key } = options;
  const info = await store.info(key);
  const snapshot = info && (await store.snapshot(key));
  if (snapshot) await annotator.restore(snapshot);
  return new Keeper(annotator, options, snapshot ? info : undefined);
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
  private dirty = false;
  private timer = 0;
  private lastBegin = Number.NEGATIVE_INFINITY;
  private running: Promise<void> | null = null;

  constructor(
    private readonly annotator: Savable,
    private readonly options: KeepOptions,
    found: DocumentInfo | undefined,
  ) {
    this.revision = found?.revision;
    this.restored = found ? { objects: found.objects, savedAt: found.savedAt } : null;
    if (found) this.current = { state: "saved", at: found.savedAt };
    const changed = () => this.change();
    this.stops = (["change", "objects", "history"] as const).map((event) => annotator.on(event, changed));
    this.listenForLeaving();
  }

  /** Names the document. */
  get key(): string {
    return this.options.key;
  }

  get state(): SavedState {
    return this.current;
  }

  /** Calls `listener` whenever the state changes; returns a function that ends that. */
  on(event: "state", listener: (state: SavedState) => void): () => void {
    return this.events.on(event, listener);
  }

  /** Saves what is not saved yet; resolves when that is done. Never rejects: `state` tells a failure. */
  async flush(): Promise<void> {
    for (let tries = 0; tries < 2 && (this.running || this.dirty); tries++) await (this.running ?? this.begin());
  }

  /** Saves now, even over what another tab has saved. */
  async saveOver(): Promise<void> {
    await this.running;
    await this.begin({ over: true });
  }

  /** Saves what is not saved yet, and ends. */
  async stop(): Promise<void> {
    for (const stop of this.stops.splice(0)) stop();
    this.leaving.abort();
    await this.flush();
    this.events.events = {};
  }

  private change(): void {
    this.dirty = true;
    if (this.timer || this.running) return; // the one that is coming, or the one after it, takes this change along
    this.schedule();
  }

  /** The first change is saved at once, so that closing the tab right after it loses nothing; a flood is thinned out. */
  private schedule(): void {
    const wait = this.lastBegin + LONGEST_WAIT_MS - performance.now();
    if (wait <= 0) void this.begin();
    else this.timer = window.setTimeout(() => void this.begin(), wait);
  }

  private begin({ over = false } = {}): Promise<void> {
    clearTimeout(this.timer);
    this.timer = 0;
    this.lastBegin = performance.now();
    this.running = this.save(over).finally(() => {
      this.running = null;
      if (this.dirty && this.current.state !== "failed") this.change();
    });
    return this.running;
  }

  private async save(over: boolean): Promise<void> {
    this.show({ state: "saving" });
    this.dirty = false;
    try {
      const at = await this.write(over);
      this.show({ state: "saved", at });
    } catch (error) {
      this.dirty = true;
      this.show({ state: "failed", error: asAnnotatorError(error) });
    }
  }

  private async write(over: boolean): Promise<Date> {
    const { store, key, name } = this.options;
    const snapshot = await this.annotator.snapshot();
    const info = { key, name, savedAt: new Date(), objects: countObjects(snapshot), revision: newRevision() };
    const other = await store.save(info, snapshot, over ? null : this.revision);
    if (other) throw savedElsewhere(name, other.savedAt);
    this.revision = info.revision;
    return info.savedAt;
  }

  private show(state: SavedState): void {
    this.current = state;
    this.events.emit("state", state);
  }

  private listenForLeaving(): void {
    const { signal } = this.leaving;
    const leave = () => void this.flush();
    addEventListener("pagehide", leave, { signal });
    document.addEventListener("visibilitychange", () => document.hidden && leave(), { signal });
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
