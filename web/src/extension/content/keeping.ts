/** The work on a picture in the extension's storage: saved after every change, found again at the same picture. */
import type { Annotator, DocumentSnapshot, ObjectId } from "../../annotator/index";
import { pack, unpack } from "../engine/wire";
import { isConnected } from "../messages";
import type { Target, Targets } from "./labeling";
import { WORK } from "./works";

const PAUSE_MS = 300;

/** A work in the storage. */
interface Entry {
  /** All objects with their steps, as the wire packs them. */
  document: string;
  targets: [ObjectId, Target][];
  name: string;
  saved: number;
  /** Who wrote it, and another one each time. */
  stamp: string;
}

/** Work that was found. */
export interface Found {
  snapshot: DocumentSnapshot;
  targets: Targets;
}

/** What the storage has of a picture. */
export interface Stored {
  /** Null where it has nothing that this version can read. */
  found: Found | null;
  /** Which writing it is, read or not; null where it has none. */
  stamp: string | null;
}

/** What is kept, and who hears how it goes. */
export interface Kept {
  annotator: Annotator;
  key: string;
  /** Of the picture. */
  name: string;
  targets: Targets;
  /** The browser did not take it. */
  failed(): void;
  /** Another tab has saved work on this picture since. */
  contested(): void;
}

/** This page's writings, one after another: who looks for work waits for them. */
let writing: Promise<void> = Promise.resolve();

export async function findKept(key: string): Promise<Stored> {
  await writing;
  const entry = await entryOf(key);
  if (!entry) return { found: null, stamp: null };
  const { targets, stamp } = entry;
  const snapshot = (await unpack(entry.document)) as DocumentSnapshot;
  if (snapshot.version !== 1) return { found: null, stamp }; // a later version of the extension may have kept it
  return { found: { snapshot, targets: new Map(targets) }, stamp };
}

export async function forgetKept(key: string): Promise<void> {
  if (isConnected()) await chrome.storage.local.remove(WORK + key);
}

async function entryOf(key: string): Promise<Entry | undefined> {
  return (await chrome.storage.local.get(WORK + key))[WORK + key] as Entry | undefined;
}

/** Saves after every change, and at once when the page may be going. */
export class Keeping {
  private timer = 0;
  private writings = 0;
  private isUnsaved = false;
  /** Something is being computed, which changes the work when it is done. */
  private isPending = false;
  private isContested = false;
  private readonly writer = `${Math.random()}/`;
  private readonly abort = new AbortController();

  /** `known` is the stamp of what was stored when the work began. */
  constructor(
    private readonly kept: Kept,
    known: string | null,
  ) {
    for (const event of ["change", "objects", "history"] as const) kept.annotator.on(event, () => this.changed());
    kept.annotator.on("busy", (pending) => {
      this.isPending = pending > 0;
    });
    const { signal } = this.abort;
    addEventListener("pagehide", () => void this.flush(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && void this.flush(), { signal });
    chrome.storage.onChanged.addListener(this.heard);
    void entryOf(kept.key).then((entry) => this.compare(entry, known)); // the engine took its time to start
  }

  /** Something is to be saved. */
  changed(): void {
    if (this.abort.signal.aborted) return;
    this.isUnsaved = true;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), PAUSE_MS);
  }

  /** Saves at once what is not saved yet; nothing goes over another tab's work unasked. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    writing = writing.then(() => this.save());
    return writing;
  }

  /** Saves over what another tab has saved. */
  async saveOver(): Promise<void> {
    this.isContested = false;
    this.isUnsaved = true;
    await this.flush();
  }

  /** Saves all that was asked for, and never again; false, having told why, where it could not. */
  async stop(): Promise<boolean> {
    this.isUnsaved ||= this.isPending;
    await this.flush();
    if (this.isUnsaved) return false;
    this.drop();
    return true;
  }

  /** Saves nothing any more. */
  drop(): void {
    clearTimeout(this.timer);
    this.isUnsaved = false;
    this.abort.abort();
    if (isConnected()) chrome.storage.onChanged.removeListener(this.heard);
  }

  private async save(): Promise<void> {
    if (!this.isUnsaved) return;
    if (this.isContested) return this.kept.contested();
    try {
      await this.write();
    } catch {
      this.isUnsaved = true;
      this.kept.failed();
    }
  }

  private async write(): Promise<void> {
    const { annotator, key, name, targets } = this.kept;
    const snapshot = await annotator.snapshot();
    this.isUnsaved = false;
    const document = await pack(snapshot);
    const stamp = `${this.writer}${++this.writings}`;
    const entry: Entry = { document, targets: [...targets], name, saved: Date.now(), stamp };
    await chrome.storage.local.set({ [WORK + key]: entry });
  }

  private readonly heard = (changes: Record<string, chrome.storage.StorageChange>) => {
    const change = changes[WORK + this.kept.key];
    if (change) this.compare(change.newValue as Entry | undefined, null);
  };

  /** Whether what is stored now is another tab's, and not what this one went on with. */
  private compare(entry: Entry | undefined, known: string | null): void {
    const isOwn = entry === undefined || entry.stamp === known || entry.stamp.startsWith(this.writer);
    this.isContested = !isOwn;
  }
}
