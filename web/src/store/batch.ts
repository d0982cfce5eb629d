/** A set of images to annotate one after another, each saved for itself, exported together. */
import { createNanoEvents } from "nanoevents";
import { assetFolder } from "../annotator/asset_folder";
import type { Exported } from "../annotator/contract";
import { fail } from "../annotator/fail";
import { Speech } from "../annotator/speech";
import { asAnnotatorError } from "../engine/errors";
import type { Keeper } from "./autosave";
import type { Store } from "./database";
import { pictureOfPair } from "./given";
import { type Pair, pairFiles, pathOf } from "./pairs";
import { type FilePicture, pictureOf } from "./pictures";
import { zip } from "./zip";

/** Files that are read as annotations of an image. */
const ANNOTATIONS = /\.(json|xml|txt|zip)$/i;

/** One image of a set. */
export interface BatchItem extends Pair {
  /** Path in the folder that was opened, else the file's name. */
  readonly name: string;
  /** "seen": opened, but without objects. A mask that came along counts as one until it is opened. */
  state: "new" | "seen" | "annotated";
  objects: number;
  savedAt: Date | null;
  /** Its document's key; null while the image was never opened. */
  key: string | null;
}

export interface BatchProgress {
  annotated: number;
  seen: number;
  total: number;
}

/** Writes files from pictures; see `Annotator.exportPictures`. */
export type Writer = (format: string, pictures: FilePicture[], options: Record<string, unknown>) => Promise<Exported>;

export interface BatchExport {
  zip: Blob;
  /** How many images are in it. */
  pictures: number;
  /** What the format cannot hold, and which masks could not be read. */
  losses: Exported["losses"];
}

export interface BatchOptions {
  /** Where the decoder of 16 bit files lies; by default the folder `assets` beside this script. */
  assetPath?: string | URL;
  /** Language of objects' names and of what could not be read. */
  language?: string;
}

/** The images of a folder or of many files, in the order of their names. Made by `Batch.open`. */
export class Batch {
  /** Place of the image shown. */
  at = 0;
  private readonly events = createNanoEvents<{ change(): void }>();

  private constructor(
    private readonly store: Store,
    readonly items: readonly BatchItem[],
    /** Masks of images that have another one already. */
    readonly spare: readonly File[],
    /** Files that are no images. */
    readonly others: readonly File[],
    private readonly reading: { assets: string; speech: Speech },
  ) {}

  /** Sorts files into images and their masks, and looks up which of them were annotated before. */
  static async open(
    files: readonly File[],
    store: Store,
    { assetPath, language = "en" }: BatchOptions = {},
  ): Promise<Batch> {
    const { pairs, spare, others } = pairFiles(files);
    if (pairs.length === 0) withoutImage(files);
    const items = pairs.map((pair) => fresh(pair));
    const reading = { assets: assetFolder(assetPath), speech: new Speech(language) };
    const batch = new Batch(store, items, spare, others, reading);
    await Promise.all(items.map((item) => batch.lookUp(item)));
    return batch;
  }

  get current(): BatchItem {
    return this.items[this.at] as BatchItem; // never empty
  }

  get progress(): BatchProgress {
    const count = (state: BatchItem["state"]) => this.items.filter((item) => item.state === state).length;
    return { annotated: count("annotated"), seen: count("seen"), total: this.items.length };
  }

  /** Goes `by` images on, or back; null at the end of the set. */
  step(by: number): BatchItem | null {
    return this.go(this.at + by);
  }

  /** Goes to the image at a place; null where there is none. */
  go(place: number): BatchItem | null {
    const item = this.items[place];
    if (!item) return null;
    this.at = place;
    this.events.emit("change");
    return item;
  }

  /** Tells that the current image is open and kept by `keeper`, whose saves the set follows from now on. */
  async watch(keeper: Keeper): Promise<void> {
    const item = this.current;
    item.key = keeper.key;
    keeper.on("state", ({ state }) => {
      if (state === "saved" || state === "failed") void this.lookUp(item); // what waits to be saved counts, too
    });
    await this.store.markSeen(fileId(item), { key: keeper.key }).catch(() => null); // it only spares reading the file
    await this.lookUp(item);
    if (item.mask && !keeper.restored) await keeper.save(); // it counts as it is
  }

  /** Calls `listener` when an image's state changes or another one is shown; returns a function that ends that. */
  on(event: "change", listener: () => void): () => void {
    return this.events.on(event, listener);
  }

  /** Writes all annotated images in one format, in one zip; with `images` the image files, too. */
  async export(
    write: Writer,
    format: string,
    { images = false, ...options }: { images?: boolean; [option: string]: unknown } = {},
  ): Promise<BatchExport> {
    const annotated = this.items.filter(({ state }) => state === "annotated");
    const pictures: FilePicture[] = [];
    const unread: Exported["losses"] = [];
    for (const item of annotated) {
      await this.picture(item).then(
        (picture) => pictures.push(picture),
        (error) => unread.push(this.tellUnread(item, error)),
      );
    }
    if (pictures.length === 0) {
      const message = `None of the ${this.items.length} images has an object yet.`;
      fail("export-empty", message, "Annotate an image first.", { count: this.items.length });
    }
    const { files, losses } = await write(format, pictures, options);
    const originals = images ? annotated.map(({ name, image }) => ({ name: `images/${name}`, bytes: image })) : [];
    return { zip: await zip([...files, ...originals]), pictures: pictures.length, losses: [...unread, ...losses] };
  }

  private async picture(item: BatchItem): Promise<FilePicture> {
    const found = item.key === null ? undefined : await this.store.find(item.key);
    return found ? pictureOf(found.snapshot, item.name) : pictureOfPair(item, item.name, this.reading);
  }

  private tellUnread({ name }: BatchItem, error: unknown): Exported["losses"][number] {
    return { picture: name, object: name, text: this.reading.speech.tell(asAnnotatorError(error)).message };
  }

  private async lookUp(item: BatchItem): Promise<void> {
    item.key ??= (await this.store.seen(fileId(item)))?.key ?? null;
    if (item.key === null && !item.mask) return;
    const info = item.key === null ? undefined : await this.store.info(item.key);
    item.objects = info?.objects ?? (item.mask ? 1 : 0);
    item.savedAt = info?.savedAt ?? null;
    item.state = item.objects > 0 ? "annotated" : "seen";
    this.events.emit("change");
  }
}

function withoutImage(files: readonly File[]): never {
  const message = `There is no image among ${files.length === 1 ? `"${files[0]?.name}"` : `the ${files.length} files`}.`;
  const values = { count: files.length, name: files[0]?.name ?? "" };
  if (files.some(({ name }) => ANNOTATIONS.test(name))) {
    const hint = `Open the image first, then choose "Import annotations" in the menu.`;
    fail("image-missing", message, hint, values, "image-missing-annotations");
  }
  fail("image-missing", message, "Choose PNG, JPEG, WebP, AVIF or TIFF files.", values, "image-missing-files");
}

function fresh(pair: Pair): BatchItem {
  return { ...pair, name: pathOf(pair.image), state: "new", objects: 0, savedAt: null, key: null };
}

/** Names a file without reading it. */
function fileId({ image, mask }: Pair): string {
  return [image, ...(mask ? [mask] : [])].map((file) => `${pathOf(file)}|${file.size}|${file.lastModified}`).join("+");
}
