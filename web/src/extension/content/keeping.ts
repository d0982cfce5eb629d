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
  stamp: string;
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

/** The last writing of this page: who looks for work waits for it. */
let writing: Promise<unknown> = Promise.resolve();

export async function findKept(key: string): Promise<Found | null> {
  await writing;
  const entry = await entryOf(key);
  const snapshot = entry ? ((await unpack(entry.document)) as DocumentSnapshot) : null;
  if (!entry || snapshot?.version !== 1) return null; // a later version of the extension may have kept it
  return { snapshot, targets: new Map(entry.targets), stamp: entry.stamp };
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
  private isContested = false;
  private readonly writer = `${Math.random()}/`;
  private readonly abort = new AbortController();

  /** `found` is the work that was gone on with. */
  constructor(
    private readonly kept: Kept,
    found: Found | null,
  ) {
    for (const event of ["change", "objects", "history"] as const) kept.annotator.on(event, () => this.changed());
    const { signal } = this.abort;
    addEventListener("pagehide", () => void this.flush(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && void this.flush(), { signal });
    chrome.storage.onChanged.addListener(this.heard);
    void entryOf(kept.key).then((entry) => this.compare(entry, found?.stamp)); // the engine took its time to start
  }

  /** Something is to be saved. */
  changed(): void {
    if (this.abort.signal.aborted) return;
    this.isUnsaved = true;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), PAUSE_MS);
  }

  /** Saves at once what is not saved yet; nothing goes over another tab's work unasked. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (!this.isUnsaved) return;
    if (this.isContested) return this.kept.contested();
    this.isUnsaved = false;
    const written = this.write();
    writing = written.catch(() => null);
    try {
      await written;
    } catch {
      this.isUnsaved = true;
      this.kept.failed();
    }
  }

  /** Saves over what another tab has saved. */
  async saveOver(): Promise<void> {
    this.isContested = false;
    this.isUnsaved = true;
    await this.flush();
  }

  /** Saves to the end, and never again. */
  async stop(): Promise<void> {
    await this.flush();
    this.drop();
  }

  /** Saves nothing any more. */
  drop(): void {
    clearTimeout(this.timer);
    this.isUnsaved = false;
    this.abort.abort();
    if (isConnected()) chrome.storage.onChanged.removeListener(this.heard);
  }

  private async write(): Promise<void> {
    const { annotator, key, name, targets } = this.kept;
    const document = await pack(await annotator.snapshot());
    const stamp = `${this.writer}${++this.writings}`;
    const entry: Entry = { document, targets: [...targets], name, saved: Date.now(), stamp };
    await chrome.storage.local.set({ [WORK + key]: entry });
  }

  private readonly heard = (changes: Record<string, chrome.storage.StorageChange>) => {
    const change = changes[WORK + this.kept.key];
    if (change) this.compare(change.newValue as Entry | undefined, undefined);
  };

  /** Whether what is stored now is another tab's, and not what this one went on with. */
  private compare(entry: Entry | undefined, known: string | undefined): void {
    const isOwn = entry === undefined || entry.stamp === known || entry.stamp.startsWith(this.writer);
    this.isContested = !isOwn;
  }
}
