/** What is kept in IndexedDB: documents (what an annotator's `snapshot` gives) and which files were seen. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { DocumentSnapshot } from "../annotator/contract";
import { storeError } from "./faults";
import { allHeld, held, hold, type Kept, release } from "./unsaved";

/** What is known of a document without reading its masks. */
export interface DocumentInfo {
  /** See `documentKey`. */
  key: string;
  /** Name of the image, for people. */
  name: string;
  savedAt: Date;
  /** How many objects have pixels. */
  objects: number;
  /** Changes with every save, so that a save from another tab is noticed. */
  revision: string;
}

/** A file that a batch has shown: its document's key spares reading it again. */
export interface SeenFile {
  key: string;
}

interface Schema extends DBSchema {
  documents: { key: string; value: DocumentInfo };
  snapshots: { key: string; value: DocumentSnapshot };
  files: { key: string; value: SeenFile };
}

const NAME = "focalclick";
const VERSION = 1;

/** The documents of this site, in this browser. Every failure is an `AnnotatorError` whose code begins with "store-". */
export class Store {
  private constructor(private readonly database: IDBPDatabase<Schema>) {}

  static async open(): Promise<Store> {
    try {
      return new Store(await openDatabase());
    } catch (error) {
      return storeError(error);
    }
  }

  async info(key: string): Promise<DocumentInfo | undefined> {
    return held(key)?.info ?? this.database.get("documents", key).catch(storeError);
  }

  /** A document with what is known of it; what could not be saved comes before what could. */
  async find(key: string): Promise<Kept | undefined> {
    return held(key) ?? this.stored(key);
  }

  /** The same as it was saved, perhaps by another tab. */
  async stored(key: string): Promise<Kept | undefined> {
    const reading = this.database.transaction(["documents", "snapshots"]);
    const documents = reading.objectStore("documents").get(key);
    const snapshots = reading.objectStore("snapshots").get(key);
    const [info, snapshot] = await Promise.all([documents, snapshots, reading.done]).catch(storeError);
    return info && snapshot && { info, snapshot, known: info.revision };
  }

  /** Every document, the one saved last first. */
  async list(): Promise<DocumentInfo[]> {
    const stored = await this.database.getAll("documents").catch(storeError);
    const infos = [...allHeld().map(({ info }) => info), ...stored.filter(({ key }) => !held(key))];
    return infos.sort((one, other) => other.savedAt.getTime() - one.savedAt.getTime());
  }

  /**
   * Writes a document whole or not at all. `known` is the revision it may replace (null: any); where another one is
   * stored, nothing is written and that is returned. What is not written stays in memory, and is tried again with the
   * next document that can be.
   */
  async save(info: DocumentInfo, snapshot: DocumentSnapshot, known?: string | null): Promise<DocumentInfo | null> {
    hold({ info, snapshot, known: known ?? undefined });
    const other = await this.write(info, snapshot, known).catch(storeError);
    if (!other) for (const one of allHeld()) await this.write(one.info, one.snapshot, one.known).catch(() => null);
    return other;
  }

  /** Writes a document, asking nothing first: the browser carries it out even if the page ends right after this. */
  async saveAtOnce(info: DocumentInfo, snapshot: DocumentSnapshot): Promise<null> {
    try {
      const change = this.database.transaction(["documents", "snapshots"], "readwrite");
      const documents = change.objectStore("documents").put(info);
      const snapshots = change.objectStore("snapshots").put(snapshot, info.key);
      change.commit();
      await Promise.all([documents, snapshots, change.done]);
      release(info.key);
      return null;
    } catch (error) {
      return storeError(error);
    }
  }

  /** Forgets one document. */
  async remove(key: string): Promise<void> {
    release(key);
    const change = this.database.transaction(["documents", "snapshots"], "readwrite");
    const writes = [change.objectStore("documents").delete(key), change.objectStore("snapshots").delete(key)];
    await Promise.all([...writes, change.done]).catch(storeError);
  }

  /** Forgets every document and every file seen. */
  async clear(): Promise<void> {
    for (const { info } of allHeld()) release(info.key);
    const change = this.database.transaction(["documents", "snapshots", "files"], "readwrite");
    const writes = (["documents", "snapshots", "files"] as const).map((name) => change.objectStore(name).clear());
    await Promise.all([...writes, change.done]).catch(storeError);
  }

  seen(file: string): Promise<SeenFile | undefined> {
    return this.database.get("files", file).catch(storeError);
  }

  async markSeen(file: string, seen: SeenFile): Promise<void> {
    await this.database.put("files", seen, file).catch(storeError);
  }

  close(): void {
    this.database.close();
  }

  private async write(info: DocumentInfo, snapshot: DocumentSnapshot, known?: string | null) {
    const change = this.database.transaction(["documents", "snapshots"], "readwrite");
    const stored = known === null ? undefined : await change.objectStore("documents").get(info.key);
    if (stored && stored.revision !== known) return stored;
    const writes = [change.objectStore("documents").put(info), change.objectStore("snapshots").put(snapshot, info.key)];
    await Promise.all([...writes, change.done]);
    if (held(info.key)?.info === info) release(info.key);
    return null;
  }
}

function openDatabase(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(NAME, VERSION, {
    upgrade: (fresh) => {
      fresh.createObjectStore("documents", { keyPath: "key" });
      fresh.createObjectStore("snapshots");
      fresh.createObjectStore("files");
    },
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(), // a newer version waits elsewhere
  });
}
